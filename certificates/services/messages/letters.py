"""How letters about certificates are worded. No subject names anybody, and nothing is attached."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from certificates.choices import CertificateMessage
from certificates.models import Certificate, Holder
from certificates.services.holders.links import LINK_DAYS, held_url
from cms import formats
from core.addresses import absolute
from core.bilingual import active_suffix
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds

NOBODY = 0
PLACEHOLDERS: dict[str, str | Promise] = {
    "what": gettext_lazy("what the certificates are for"),
    "facts": gettext_lazy("a table of the holders and their certificates"),
    "link": gettext_lazy("the button, or the address that it leads to"),
}


def issued(certificates: Sequence[Certificate], *, has_account: bool) -> Letter | None:
    """One letter about all of them; whoever has no account gets a link that opens them."""
    if not certificates:
        return None
    how_many = len(certificates)
    anew = all(certificate.replaces_id for certificate in certificates)
    if anew:
        title = ngettext(
            "A new certificate in place of the old one",
            "New certificates in place of the old ones",
            how_many,
        )
        said = _("Please use the new one: whoever checks the old one is told that it was replaced.")
    else:
        title = ngettext("A certificate for you", "%(n)s certificates for you", how_many)
        title %= {"n": how_many}
        said = _("Congratulations! It can be opened, printed and shown at any time.")
    if has_account:
        url, until = absolute(reverse("my_certificates")), ""
    else:
        url = held_url(certificates)
        until = _(
            "The link opens it for %(days)s days. Save the file, and pass the link to nobody."
        )
        until %= {"days": LINK_DAYS}
    return Letter(
        title=title,
        paragraphs=(said,),
        facts=_facts(certificates),
        link=Link(_("Open and print"), url),
        closing=(until,) if until else (),
        values={"what": formats.listed(dict.fromkeys(_about(each) for each in certificates))},
    )


def revoked(certificate: Certificate, *, has_account: bool) -> Letter:
    """That it does not hold any more; the reason is for colleagues."""
    url = (
        reverse("own_certificate", args=[certificate.pk])
        if has_account
        else certificate.get_absolute_url()
    )
    return Letter(
        title=_("A certificate is not valid any more"),
        paragraphs=(
            _("The library has taken back this certificate. Whoever checks it is told so."),
            _("If you do not know why, please ask the library that issued it."),
        ),
        facts=_facts([certificate]),
        link=Link(_("Look at it"), absolute(url)),
        values={"what": _about(certificate)},
    )


def _facts(certificates: Sequence[Certificate]) -> tuple[tuple[str, str], ...]:
    return tuple((each.holder.name, f"{_about(each)} · {each.number}") for each in certificates)


def _about(certificate: Certificate) -> str:
    return str(certificate.wording[active_suffix()]["about"])


def _told(message: OutboxMessage) -> list[Certificate]:
    """What the message is about, as far as anybody knows still whose it was."""
    told = Certificate.objects.filter(pk__in=message.data["certificates"])
    return list(told.exclude(holder__name="").select_related("holder").order_by("pk"))


@kinds(CertificateMessage.ISSUED)
def _issued(message: OutboxMessage, now: datetime) -> Letter | None:
    valid = [certificate for certificate in _told(message) if certificate.is_valid]
    return issued(valid, has_account=message.data["has_account"])


@kinds(CertificateMessage.REVOKED)
def _revoked(message: OutboxMessage, now: datetime) -> Letter | None:
    told = _told(message)
    return revoked(told[0], has_account=message.data["has_account"]) if told else None


def example_certificate() -> Certificate:
    """Nobody's, and never stored."""
    about = {"en": {"about": "Storytime with the fox"}, "zh": {"about": "狐狸故事会"}}
    certificate = Certificate(pk=NOBODY, number="CCL-2026-000123", wording=about)
    Holder(certificate=certificate, name="Bean 豆豆")
    return certificate


descriptions.register(
    CertificateMessage.ISSUED,
    Description(
        gettext_lazy("that a certificate was issued to you or your child"),
        waits_for_morning=True,
        example=lambda now: issued([example_certificate()], has_account=True),
        placeholders=PLACEHOLDERS,
        required=("link",),
    ),
)
descriptions.register(
    CertificateMessage.REVOKED,
    Description(
        gettext_lazy("that a certificate is not valid any more"),
        why_always=gettext_lazy("Whoever shows it has to know."),
        waits_for_morning=True,
        example=lambda now: revoked(example_certificate(), has_account=True),
        placeholders=PLACEHOLDERS,
        required=("link",),
    ),
)
