"""What a volunteer still lacks before the first shift, each with the way to get it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.choices import ConsentPurpose
from cms.formats import listed
from events.models import Event
from volunteers.choices import CredentialSort
from volunteers.models import Credential, CredentialKind, Role, Volunteer
from volunteers.services.people.agreements import missing_texts


@dataclass(frozen=True)
class Missing:
    """One thing that is missing: what, why or how, and where to do something about it."""

    code: str
    title: str
    text: str
    url: str = ""
    label: str = ""


def what_is_missing(volunteer: Volunteer, *, now: datetime) -> list[Missing]:
    """What stands between the volunteer and what they like to do, what they can do first."""
    return [*_agreements(volunteer, now=now), *_credentials(volunteer, now=now)]


def _agreements(volunteer: Volunteer, *, now: datetime) -> Iterator[Missing]:
    url = reverse("volunteer_agreement", args=[volunteer.pk])
    for text in missing_texts(volunteer.person, on=timezone.localdate(now)):
        if text.purpose == ConsentPurpose.MINOR_VOLUNTEER:
            yield Missing(
                "guardian_consent",
                _("A guardian's consent"),
                _("Under 18, a parent or guardian agrees from the family's account."),
                url,
                _("Read and agree"),
            )
        else:
            yield Missing(
                "agreement",
                _("The agreement of volunteers"),
                _("Its wording is new, or was not agreed to yet. It takes a minute to read."),
                url,
                _("Read and agree"),
            )


def _credentials(volunteer: Volunteer, *, now: datetime) -> Iterator[Missing]:
    today = timezone.localdate(now)
    held = Credential.objects.in_force(on=today).filter(volunteer=volunteer)
    liked = Role.objects.active(on=today).filter(interested_volunteers=volunteer)
    kinds = (
        CredentialKind.objects.filter(roles__in=liked)
        .exclude(pk__in=held.values("kind"))
        .distinct()
        .prefetch_related("roles")
    )
    liked_keys = set(liked.values_list("pk", flat=True))
    for kind in kinds:
        roles = listed(str(role) for role in kind.roles.all() if role.pk in liked_keys)
        yield _way_to(kind, roles, now=now)


def _way_to(kind: CredentialKind, roles: str, *, now: datetime) -> Missing:
    """Where one gets it: the next event that grants it, or the library."""
    needed_for = _("Needed for: %(roles)s.") % {"roles": roles}
    event = (
        Event.objects.public()
        .taking_place()
        .upcoming(now=now)
        .filter(programme__credential_kinds=kind)
        .order_by("first_starts_at", "pk")
        .first()
    )
    if event:
        ways = _("Come to every session of “%(event)s”, and you have it.") % {"event": event.title}
        url, label = event.get_absolute_url(), _("See the event")
        return Missing("credential", str(kind), f"{needed_for} {ways}", url, label)
    how = {
        CredentialSort.TRAINING: _("The next training is being planned; we tell you on this page."),
        CredentialSort.SKILL: _("Show it to the staff of your home library."),
        CredentialSort.BACKGROUND_CHECK: _(
            "Bring your papers to your home library: its staff look at them once and keep no copy."
        ),
    }[CredentialSort(kind.sort)]
    return Missing("credential", str(kind), f"{needed_for} {how}")
