"""Who took part in an event: at every session that was held, or at so many of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q

from certificates.choices import Purpose
from certificates.errors import GuardianConsentMissing, NotEarned, NothingHeldYet
from certificates.models import Certificate
from certificates.services.sources.people import names_on_paper, without_consent
from certificates.services.sources.source import SUFFIXES, Candidate, Facts, Source, sources
from certificates.services.sources.words import days_in
from core.bilingual import in_language
from core.errors import DomainError
from events.choices import PlaceState
from events.models import Attendance, Attendee, Event, Session


@sources("attendance")
@dataclass(frozen=True)
class TakenPart(Source):
    """Whoever had a place at the event or came without one; groups come without names.

    `at_least` so many sessions are needed, and never more than were held: of eight sessions of
    which two were cancelled, "at least seven" means all six. None stands for all that were held.
    """

    key = "attendance"
    purpose = Purpose.ATTENDANCE

    event: Event
    at_least: int | None = None

    def candidates(self, *, now: datetime) -> list[Candidate]:
        held = list(held_sessions(self.event, now=now))
        needed = min(self.at_least or len(held), len(held))
        attendees = self._attendees(held)
        people = [attendee.person for attendee in attendees]
        names = names_on_paper(people, now=now)
        needs_consent = without_consent(people, now=now)
        candidates = []
        for attendee in attendees:
            obstacles: list[DomainError] = []
            if not held:
                obstacles.append(NothingHeldYet())
            elif attendee.came < needed:
                obstacles.append(NotEarned(came=attendee.came, held=len(held), needed=needed))
            if attendee.person_id in needs_consent:
                obstacles.append(GuardianConsentMissing())
            candidates.append(
                Candidate(
                    source=self.named(attendee.pk),
                    name=names[attendee.person_id],
                    facts=self._facts(held, came=attendee.came, needed=needed),
                    person=attendee.person,
                    obstacles=tuple(obstacles),
                )
            )
        return candidates

    def _attendees(self, held: list[Session]) -> list[Any]:
        """With `came`: how many of these sessions they were at."""
        attended = Attendance.objects.filter(attendee=OuterRef("pk"), undone_at=None)
        return list(
            Attendee.objects.filter(
                Q(state=PlaceState.SEATED) | Exists(attended),
                event=self.event,
                registration__group_name="",
            )
            .annotate(came=_times_at(held))
            .select_related("person")
            .order_by("pk")
        )

    def _facts(self, held: list[Session], *, came: int, needed: int) -> Facts:
        event = self.event
        about = {suffix: in_language(event, "title", suffix) for suffix in SUFFIXES}
        values = {
            suffix: {
                "event": about[suffix],
                "brand": in_language(event.brand, "name", suffix) if event.brand else "",
                "date": days_in(held[0].first_day, held[-1].last_day, suffix) if held else "",
                "sessions": str(came),
                "held": str(len(held)),
            }
            for suffix in SUFFIXES
        }
        return Facts(
            purpose=self.purpose,
            issuer=event.branch,
            brand=event.brand,
            event=event,
            about=about,
            values=values,
            figures={"sessions": came, "held": len(held), "needed": needed},
        )

    @classmethod
    def standing(cls, certificates: Collection[Certificate], *, now: datetime) -> set[int]:
        """Whoever was at as many sessions as their certificate says, of those not cancelled."""
        attendees = {
            certificate.pk: int(certificate.source.partition(":")[2])
            for certificate in certificates
        }
        planned = Session.objects.planned().filter(event__attendees__in=attendees.values())
        came = dict(
            Attendee.objects.filter(pk__in=attendees.values())
            .annotate(came=_times_at(planned))
            .values_list("pk", "came")
        )
        return {
            certificate.pk
            for certificate in certificates
            if came.get(attendees[certificate.pk], 0) >= certificate.figures["sessions"]
        }


@sources("course")
@dataclass(frozen=True)
class CourseFinished(TakenPart):
    """The same, said of a course: of several sessions, with what was learned in the end."""

    key = "course"
    purpose = Purpose.COURSE


def held_sessions(event: Event, *, now: datetime) -> Iterable[Session]:
    """Those that are over and were not cancelled, in their order."""
    return Session.objects.planned().filter(event=event, ends_at__lte=now)


def _times_at(sessions: Iterable[Session]) -> Count:
    standing = Q(attendances__undone_at=None, attendances__session__in=sessions)
    return Count("attendances", filter=standing)
