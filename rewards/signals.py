"""News of reading challenges, told after the transaction that made them has been committed."""

from django.dispatch import Signal

# Sent once readers have reached tiers, also those that they had lost, with `award_ids: list[int]`.
# An import may bring thousands at once.
awards_earned = Signal()

# Sent once readers have lost tiers whose prizes they had not collected, with
# `award_ids: list[int]`.
awards_lapsed = Signal()

# Sent once the figures of a challenge are final, with `challenge_id: int`: its awards stand, and
# prizes and certificates may follow.
challenge_closed = Signal()
