"""Long runs: asked for, done by a job, stopped, fetched, forgotten."""
