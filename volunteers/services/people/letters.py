"""How letters to volunteers are worded. Who is told what, and when, stands in `telling`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import cast

from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from accounts.models import Person
from cms import formats
from core.addresses import absolute
from network.models import Branch
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds
from volunteers.choices import CredentialSort, VolunteerMessage, VolunteerState
from volunteers.models import Credential, CredentialKind, Volunteer

Wording = Callable[[Volunteer, datetime], Letter | None]
CredentialWording = Callable[[Credential, datetime], Letter | None]

PLACEHOLDERS: dict[str, str | Promise] = {
    "name": gettext_lazy("the volunteer's name"),
    "library": gettext_lazy("the home library"),
    "facts": gettext_lazy("a table of the above"),
    "link": gettext_lazy("the button, or the address that it leads to"),
}
SAID: dict[str, str | Promise] = {"said": gettext_lazy("what the library says to this volunteer")}
WHAT: dict[str, str | Promise] = {
    "what": gettext_lazy("the credential"),
    "until": gettext_lazy("until when it holds"),
}
NOBODY = 0


def letter_to(
    volunteer: Volunteer, *, title: str, paragraphs: tuple[str, ...], label: str = "", **values: str
) -> Letter:
    """A letter that leads to the volunteer's page."""
    library = str(volunteer.home_branch)
    return Letter(
        title=title,
        paragraphs=tuple(paragraph for paragraph in paragraphs if paragraph),
        facts=(
            (pgettext("person", "Volunteer"), str(volunteer.person)),
            (_("Home library"), library),
        ),
        link=Link(
            label or _("To the volunteer page"),
            absolute(reverse("volunteer_page", args=[volunteer.pk])),
        ),
        values={"name": str(volunteer.person), "library": library, **values},
    )


def about_a_volunteer(
    kind: VolunteerMessage, *, label: Promise, why: Promise, **placeholders: str | Promise
) -> Callable[[Wording], Wording]:
    """Registers how a kind of letter is worded. What it answers to cannot be switched off."""

    def register(word: Wording) -> Wording:
        def worded(message: OutboxMessage, now: datetime) -> Letter | None:
            volunteers = Volunteer.objects.select_related("person", "home_branch")
            return word(volunteers.get(pk=cast(int, message.subject_id)), now)

        kinds.register(kind, worded)
        descriptions.register(
            kind,
            Description(
                label,
                why_always=why,
                example=lambda now: word(example_volunteer(kind, now=now), now),
                placeholders=PLACEHOLDERS | placeholders,
                required=("link",),
            ),
        )
        return word

    return register


def about_a_credential(
    kind: VolunteerMessage, *, label: Promise, why: Promise, waits_for_morning: bool = True
) -> Callable[[CredentialWording], CredentialWording]:
    """Registers how a kind of letter about a credential is worded."""

    def register(word: CredentialWording) -> CredentialWording:
        def worded(message: OutboxMessage, now: datetime) -> Letter | None:
            credential = (
                Credential.objects.filter(pk=message.data["credential"])
                .select_related("kind", "volunteer__person", "volunteer__home_branch")
                .first()
            )
            if credential is None or not credential.holds(on=timezone.localdate(now)):
                return None
            return word(credential, now)

        kinds.register(kind, worded)
        descriptions.register(
            kind,
            Description(
                label,
                why_always=why,
                waits_for_morning=waits_for_morning,
                example=lambda now: word(example_credential(now=now), now),
                placeholders=PLACEHOLDERS | WHAT,
                required=("link",),
            ),
        )
        return word

    return register


@about_a_volunteer(
    VolunteerMessage.APPLIED,
    label=gettext_lazy("that your application as a volunteer has come in"),
    why=gettext_lazy("It is the answer to your application."),
)
def applied(volunteer: Volunteer, now: datetime) -> Letter | None:
    if volunteer.state != VolunteerState.APPLIED:
        return None
    return letter_to(
        volunteer,
        title=_("Thank you for wanting to help"),
        paragraphs=(
            _(
                "Your application has come in. The staff of your home library read it and write to "
                "you, mostly within a week."
            ),
            _("On your page you see what is still missing before the first shift."),
        ),
    )


@about_a_volunteer(
    VolunteerMessage.APPROVED,
    label=gettext_lazy("that you are a volunteer now"),
    why=gettext_lazy("It is the answer to your application."),
    **SAID,
)
def approved(volunteer: Volunteer, now: datetime) -> Letter | None:
    if volunteer.state != VolunteerState.APPROVED:
        return None
    return letter_to(
        volunteer,
        title=_("Welcome: you are a volunteer of the library"),
        paragraphs=(
            _("It is good to have you with us."),
            volunteer.decision_note,
            _("On your page you see what is still missing before the first shift, if anything."),
        ),
        said=volunteer.decision_note,
    )


@about_a_volunteer(
    VolunteerMessage.DECLINED,
    label=gettext_lazy("that the library cannot take your application"),
    why=gettext_lazy("It is the answer to your application."),
    **SAID,
)
def declined(volunteer: Volunteer, now: datetime) -> Letter | None:
    if volunteer.state != VolunteerState.DECLINED:
        return None
    return letter_to(
        volunteer,
        title=_("About your wish to help at the library"),
        paragraphs=(
            _("Thank you for offering your time. This time we cannot say yes:"),
            volunteer.decision_note,
            _("You are welcome to apply again whenever things have changed."),
        ),
        said=volunteer.decision_note,
    )


@about_a_volunteer(
    VolunteerMessage.SUSPENDED,
    label=gettext_lazy("that you are to pause as a volunteer"),
    why=gettext_lazy("It tells you why you can take no shifts, and until when."),
    **SAID,
)
def suspended(volunteer: Volunteer, now: datetime) -> Letter | None:
    if not volunteer.is_suspended(now=now):
        return None
    until = volunteer.suspended_until
    return letter_to(
        volunteer,
        title=_("A pause from your shifts"),
        paragraphs=(
            _("You can take no new shifts until %(day)s. The reason:")
            % {"day": formats.day(until, today=timezone.localdate(now))}
            if until
            else _("You can take no new shifts for now. The reason:"),
            volunteer.suspension_reason,
            _("Do you see it differently? Talk to the staff of your home library."),
        ),
        said=volunteer.suspension_reason,
    )


@about_a_credential(
    VolunteerMessage.CREDENTIAL_GRANTED,
    label=gettext_lazy("that you have a new credential as a volunteer"),
    why=gettext_lazy("It tells you which shifts are open to you now."),
)
def credential_granted(credential: Credential, now: datetime) -> Letter | None:
    return letter_to(
        credential.volunteer,
        title=_("You have it: %(what)s") % {"what": credential.kind},
        paragraphs=(
            _("You were at every session. Shifts that need “%(what)s” are open to you now.")
            % {"what": credential.kind},
            _("It holds until %(day)s.") % {"day": _until(credential, now)}
            if credential.expires_on
            else "",
        ),
        what=str(credential.kind),
        until=_until(credential, now),
    )


@about_a_credential(
    VolunteerMessage.CREDENTIAL_EXPIRES,
    label=gettext_lazy("that a credential of yours runs out"),
    why=gettext_lazy("Without it some of your shifts could not take place with you."),
)
def credential_expires(credential: Credential, now: datetime) -> Letter | None:
    return letter_to(
        credential.volunteer,
        title=_("Runs out on %(day)s: %(what)s")
        % {"day": _until(credential, now), "what": credential.kind},
        paragraphs=(
            _("After that day shifts that need “%(what)s” are closed to you.")
            % {"what": credential.kind},
            _("Your page says how to renew it. Ask the staff of your home library if in doubt."),
        ),
        what=str(credential.kind),
        until=_until(credential, now),
    )


def _until(credential: Credential, now: datetime) -> str:
    last = credential.expires_on
    return formats.day(last, today=timezone.localdate(now)) if last else ""


def example_volunteer(kind: VolunteerMessage, *, now: datetime) -> Volunteer:
    """Nobody's, and never stored."""
    state = {
        VolunteerMessage.APPLIED: VolunteerState.APPLIED,
        VolunteerMessage.DECLINED: VolunteerState.DECLINED,
    }.get(kind, VolunteerState.APPROVED)
    said = {
        VolunteerMessage.APPROVED: _("Come by on Saturday at ten: we show you around."),
        VolunteerMessage.DECLINED: _("For now we have more helpers than shifts on weekdays."),
    }.get(kind, "")
    volunteer = Volunteer(
        pk=NOBODY,
        person=Person(name="Lin Yue 林月"),
        home_branch=Branch(pk=NOBODY, name_en="Riverside Library", name_zh="河畔分馆"),
        state=state,
        decision_note=said,
    )
    if kind == VolunteerMessage.SUSPENDED:
        volunteer.suspended_from = now
        volunteer.suspended_until = now + timedelta(days=30)
        volunteer.suspension_reason = _("Three shifts in a row were missed without a word.")
    return volunteer


def example_credential(*, now: datetime) -> Credential:
    """Nobody's, and never stored."""
    today = timezone.localdate(now)
    kind = CredentialKind(name_en="Reading aloud", name_zh="朗读技巧", sort=CredentialSort.TRAINING)
    return Credential(
        volunteer=example_volunteer(VolunteerMessage.APPROVED, now=now),
        kind=kind,
        verified_on=today - timedelta(days=700),
        expires_on=today + timedelta(days=30),
    )
