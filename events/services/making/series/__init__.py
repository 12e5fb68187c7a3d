"""Events by the dozen: made by a rule, looked at before, moved together."""
