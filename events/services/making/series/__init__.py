"""Events by the dozen: made by a rule, and looked at before."""
