"""PostgreSQL as Django knows it, started on the first connection where it is the embedded one."""
