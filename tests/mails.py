"""Reading what was sent."""

import re

from django.core import mail


def code_sent() -> str:
    """The six digits in the latest mail."""
    return re.findall(r"\b\d{6}\b", mail.outbox[-1].body)[0]
