"""News of certificates, told after the transaction that made them has been committed."""

from django.dispatch import Signal

# Sent once certificates were issued, or issued anew, with `certificate_ids: list[int]`.
certificates_issued = Signal()
