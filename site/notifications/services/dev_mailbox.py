"""The mailbox of development: mails stay in the folder DEV_MAILBOX, to be read at /dev/mail/.

The folder is a Maildir (https://cr.yp.to/proto/maildir.html), so any number of processes may write
into it at once.
"""

from __future__ import annotations

import email.policy
import mailbox
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.message import EmailMessage as ReceivedMail
from email.utils import getaddresses
from functools import cached_property
from typing import IO

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.utils import timezone

LATEST = 100
SMS_DOMAIN = "@sms.invalid"


class EmailBackend(BaseEmailBackend):
    """Puts mails into the mailbox instead of sending them."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        box = _open()
        for message in email_messages:
            box.add(message.message().as_bytes())
        return len(email_messages)


@dataclass(frozen=True)
class DevMail:
    """One mail or text message, as it would have reached its recipient."""

    key: str
    mail: ReceivedMail

    @property
    def title(self) -> str:
        return str(self.mail["Subject"])

    @property
    def recipients(self) -> list[str]:
        addresses = getaddresses([str(header) for header in self.mail.get_all("To", [])])
        return [address.removesuffix(SMS_DOMAIN) for _name, address in addresses]

    @property
    def is_text_message(self) -> bool:
        return SMS_DOMAIN in str(self.mail["To"])

    @property
    def arrived_at(self) -> datetime:
        """A date in UTC that names no zone (-0000, RFC 5322) is read without one."""
        moment = self.mail["Date"].datetime
        return moment if timezone.is_aware(moment) else moment.replace(tzinfo=UTC)

    @property
    def text(self) -> str:
        body = self.mail.get_body(("plain",))
        return body.get_content() if body else ""

    @property
    def html(self) -> str:
        body = self.mail.get_body(("html",))
        return body.get_content() if body else ""

    @cached_property
    def attachments(self) -> list[ReceivedMail]:
        return list(self.mail.iter_attachments())

    @property
    def attachment_names(self) -> list[str]:
        """Templates look for a header of this name first, and find None in an attachment."""
        return [attachment.get_filename("attachment") for attachment in self.attachments]


def latest_mails() -> list[DevMail]:
    """The latest mails, the newest first."""
    mails = [DevMail(key, mail) for key, mail in _open().iteritems()]  # type: ignore[arg-type]
    return sorted(mails, key=lambda mail: mail.arrived_at, reverse=True)[:LATEST]


def find_mail(key: str) -> DevMail | None:
    """The mail of this key, if it is there."""
    mail = _open().get(key)
    return DevMail(key, mail) if mail else None  # type: ignore[arg-type]


def _open() -> mailbox.Maildir:
    return mailbox.Maildir(settings.DEV_MAILBOX, factory=_read)  # type: ignore[arg-type]


def _read(file: IO[bytes]) -> ReceivedMail:
    return email.message_from_binary_file(file, policy=email.policy.default)
