"""Key pairs that libraries sign their badges with."""
