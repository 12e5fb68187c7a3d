"""What an error of a channel means: whose fault it is, and whether to try again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from smtplib import SMTPException, SMTPRecipientsRefused
from urllib.error import HTTPError

from notifications.choices import Failure
from notifications.errors import NotHandedOver

SMTP_FINAL = 500

# Refusals that ask for patience; every other one of the 400s stays a refusal.
PATIENCE = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS)


def understood(error: Exception) -> NotHandedOver:
    """The error of a channel or of the wording, as the outbox takes it.

    Mail servers refuse a recipient for good by a reply of 500 and above (RFC 5321, section
    4.2.1), gateways by a status of 400 and above.
    """
    detail = f"{type(error).__name__}: {error}"
    match error:
        case NotHandedOver():
            return error
        case SMTPRecipientsRefused(recipients=refused):
            is_final = all(code >= SMTP_FINAL for code, _words in refused.values())
            failure = Failure.REFUSED if is_final else Failure.BUSY
            return NotHandedOver(failure, detail, is_final=is_final)
        case HTTPError():
            return of_status(error.code, detail)
        case TimeoutError():
            return NotHandedOver(Failure.SLOW, detail)
        case OSError() | SMTPException():
            return NotHandedOver(Failure.UNREACHABLE, detail)
        case _:
            return NotHandedOver(Failure.WORDLESS, detail)


def of_status(status: int, detail: str, *, retry_after: timedelta | None = None) -> NotHandedOver:
    """What a gateway's answer other than 2xx means (RFC 9110, section 15)."""
    if status in PATIENCE or status == HTTPStatus.SERVICE_UNAVAILABLE:
        return NotHandedOver(Failure.BUSY, detail, retry_after=retry_after)
    if HTTPStatus.BAD_REQUEST <= status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return NotHandedOver(Failure.REFUSED, detail, is_final=True)
    return NotHandedOver(Failure.UNREACHABLE, detail, retry_after=retry_after)


def wait_asked_for(headers: Mapping[str, str], *, now: datetime) -> timedelta | None:
    """What `Retry-After` says: seconds or a date (RFC 9110, section 10.2.3)."""
    asked = (headers.get("Retry-After") or "").strip()
    if asked.isascii() and asked.isdigit():
        # Ten digits are three centuries; more would overflow.
        return timedelta(seconds=int(asked[:10]))
    try:
        moment = parsedate_to_datetime(asked)
    except ValueError:
        return None
    if moment.tzinfo is None:
        return None
    return max(moment - now, timedelta(0))
