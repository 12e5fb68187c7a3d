"""Text messages leave by one gateway: a function that the setting SMS_GATEWAY names.

It takes `to` (E.164) and `text`, hands the message over, and raises where it cannot.
"""

from __future__ import annotations

import json
import urllib.request

from django.conf import settings
from django.core.mail import send_mail
from django.utils.module_loading import import_string

from notifications.choices import Channel
from notifications.services.webhook import carries

GATEWAY_PATIENCE_SECONDS = 10


def can_text() -> bool:
    """Whether something carries texts, so that a phone number is enough to reach somebody."""
    return bool(settings.SMS_GATEWAY) or carries(Channel.SMS)


def send_sms(*, to: str, text: str) -> None:
    """Hand the text over to the gateway at once."""
    import_string(settings.SMS_GATEWAY)(to=to, text=text)


def http_gateway(*, to: str, text: str) -> None:
    """The gateway of production: posts `{"to": …, "text": …}` to SMS_GATEWAY_URL.

    With SMS_GATEWAY_TOKEN, the request carries it as a bearer token (RFC 6750). Any answer but
    2xx is an error.
    """
    headers = {"Content-Type": "application/json"}
    if settings.SMS_GATEWAY_TOKEN:
        headers["Authorization"] = f"Bearer {settings.SMS_GATEWAY_TOKEN}"
    body = json.dumps({"to": to, "text": text}).encode()
    request = urllib.request.Request(  # noqa: S310 - the address is the operator's.
        settings.SMS_GATEWAY_URL, data=body, headers=headers, method="POST"
    )
    urllib.request.urlopen(request, timeout=GATEWAY_PATIENCE_SECONDS).close()  # noqa: S310


def sms_as_mail(*, to: str, text: str) -> None:
    """The gateway of development and tests: the text lies where mails lie, and leaves nobody."""
    send_mail(
        subject=text.partition("\n")[0],
        message=text,
        from_email=None,
        recipient_list=[f"{to}@sms.invalid"],
    )
