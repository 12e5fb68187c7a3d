"""Who may change the shape of the network.

Coordinators keep what changes from day to day: hours, rooms, how to get there, the telephone.
What a branch is and where it stands decides what others may see and what reports count, so that
is left to superusers. Which branches a coordinator reaches is told by `staff.policies`.
"""

# Held by superusers only: no role grants Django's own model permissions.
SHAPE_THE_NETWORK = "network.add_branch"
