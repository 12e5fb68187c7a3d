"""News of volunteers, told after the transaction that made them has been committed."""

from django.dispatch import Signal

# Sent once somebody has said late that they cannot come, with `shift_id: int`.
place_fell_free_late = Signal()
