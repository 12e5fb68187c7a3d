"""What each role may do. Where it may do it is the matter of `staff.policy`."""

from staff.choices import Action, StaffRole

ACTIONS_BY_ROLE: dict[str, frozenset[str]] = {
    StaffRole.COORDINATOR: frozenset(Action) - {Action.REVIEW},
    StaffRole.REVIEWER: frozenset({Action.VIEW, Action.REVIEW}),
    StaffRole.DOOR: frozenset({Action.CHECK_IN}),
    StaffRole.DIRECTOR: frozenset({Action.VIEW, Action.REPORT}),
}


def roles_that_may(*actions: str) -> list[str]:
    """The roles that allow at least one of the actions."""
    return [role for role, allowed in ACTIONS_BY_ROLE.items() if allowed & set(actions)]
