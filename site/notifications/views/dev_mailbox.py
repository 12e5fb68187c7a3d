"""The development mailbox as pages. Where DEV_MAILBOX is not set there is nothing here."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from notifications.services.dev_mailbox import DevMail, find_mail, latest_mails

View = Callable[..., HttpResponse]

# A mail brings its styles along and may do nothing else.
MAIL_POLICY = (
    "default-src 'none'; img-src data:; style-src 'unsafe-inline'; "
    "sandbox allow-popups allow-popups-to-escape-sandbox"
)


def in_development(view: View) -> View:
    """Show the page only where mails stay in the mailbox, and fresh every time."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if settings.DEV_MAILBOX is None:
            raise Http404
        return view(request, *args, **kwargs)

    return never_cache(require_safe(guarded))


@in_development
def mail_list(request: HttpRequest) -> HttpResponse:
    """The latest mails, and the text messages among them."""
    return render(request, "notifications/dev_mailbox.html", {"mails": latest_mails()})


@in_development
def mail_page(request: HttpRequest, key: str) -> HttpResponse:
    """One mail: its text as words, its HTML in a frame."""
    return render(request, "notifications/dev_mail.html", {"mail": _mail(key)})


@in_development
def mail_html(request: HttpRequest, key: str) -> HttpResponse:
    """The HTML of a mail, for its frame."""
    return HttpResponse(_mail(key).html, headers={"Content-Security-Policy": MAIL_POLICY})


@in_development
def mail_attachment(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """What came with a mail, counted from 0."""
    try:
        attachment = _mail(key).attachments[number]
    except IndexError as error:
        raise Http404 from error
    name = attachment.get_filename("attachment")
    return HttpResponse(
        attachment.get_payload(decode=True),
        content_type=attachment.get_content_type(),
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _mail(key: str) -> DevMail:
    mail = find_mail(key)
    if mail is None:
        raise Http404
    return mail
