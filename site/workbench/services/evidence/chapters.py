"""A chapter of an evidence pack: all that is known of one event, ready to be set."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q
from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms import formats
from cms.formats import listed
from core.text import masked
from events.choices import PlaceState, PrintLanguage
from events.models import Attendance, Event, EventPhoto
from events.permissions import may
from events.services.details import contributors_of, details_of
from events.services.feedback.summaries import FeedbackSummary, Quote, quotes_of, summary_of
from events.services.printing.poster import poster_pdf, poster_png
from events.services.printing.told import texts_of, told_of
from events.services.punctuality import is_noted_at, minutes_early, minutes_late
from events.services.recap import recap_of
from events.services.words import opening_in_words, time_in_words
from staff.choices import Action
from staff.models import LogEntry
from workbench.services.figures import figures_of
from workbench.services.name_lists import people_of

POSTER_SCALE = 0.8

# What an inspector asks about of the log: who wrote, reviewed and published, and what changed.
LOGGED = (
    "wagtail.create",
    "wagtail.publish",
    "wagtail.publish.schedule",
    "wagtail.unpublish",
    "wagtail.workflow.start",
    "wagtail.workflow.approve",
    "wagtail.workflow.reject",
    "events.session_added",
    "events.session_changed",
    "events.session_cancelled",
    "events.cancel",
    "events.handed_over",
)
# What a chapter tells of an event's own relations.
READ_WITH = ("brand", "branch", "programme", "image", "intake__draw", "printed_texts")

ON_THE_ROSTER = (PlaceState.SEATED, PlaceState.CANCELLED)


@dataclass(frozen=True)
class Text:
    """What the event told in one language."""

    language: str
    title: str
    summary: str
    description: str


@dataclass(frozen=True)
class RosterRow:
    """A person who had a place. `name` is masked for whoever may not know it."""

    name: str
    kind: str
    state: str
    came: str


@dataclass(frozen=True)
class Chapter:
    """What is known of one event, in the active language.

    `facts`, `sessions`, `log` and `figures` are rows of words; `is_named` says whether the roster
    tells whole names; `recap` is what was published afterwards, and `quotes` are what everyone may
    read of the feedback.
    """

    event: Event
    texts: tuple[Text, ...]
    facts: tuple[tuple[str, str], ...]
    sessions: tuple[tuple[str, str, str], ...]
    log: tuple[tuple[str, str, str], ...]
    figures: tuple[tuple[str, str], ...]
    roster: tuple[RosterRow, ...]
    is_named: bool
    recap: str
    feedback: FeedbackSummary
    quotes: tuple[Quote, ...]
    photos: tuple[EventPhoto, ...]
    poster_png: bytes
    poster_pdf: bytes

    @property
    def anchor(self) -> str:
        """What the table of contents points to."""
        return f"event-{self.event.pk}"


def chapter_of(event: Event, *, for_user: Any, now: datetime) -> Chapter:
    """All that is known of the event, with names as far as the user may export them.

    Raises:
        NoTypesetting: its poster cannot be set on this system.
    """
    details = details_of(event, now=now)
    is_named = may(for_user, Action.EXPORT, event)
    languages = PrintLanguage.BOTH.codes if event.title_zh else PrintLanguage.ENGLISH.codes
    told = told_of(details, languages=languages, texts=texts_of(event))
    speakers, partners = contributors_of(event)
    return Chapter(
        event=event,
        texts=tuple(_texts(event)),
        facts=tuple(_facts(event, speakers, partners)),
        sessions=tuple(
            (
                " · ".join(filter(None, [time_in_words(session), opening_in_words(session)])),
                formats.where(session.branch, session.room),
                session.get_state_display(),
            )
            for session in details.sessions
        ),
        log=tuple(_log(event)),
        figures=tuple(_figures(event, now=now)),
        roster=tuple(_roster(event, is_named=is_named)),
        is_named=is_named,
        recap=recap.text if (recap := recap_of(event)) and recap.is_public else "",
        feedback=summary_of(event),
        quotes=quotes_of(event),
        photos=tuple(event.photos.agreed()),
        poster_png=poster_png(told, event.image, scale=POSTER_SCALE),
        poster_pdf=poster_pdf(told, event.image),
    )


def _texts(event: Event) -> list[Text]:
    return [
        Text(
            language,
            getattr(event, f"title_{suffix}"),
            getattr(event, f"summary_{suffix}"),
            " ".join(
                strip_tags(getattr(event, f"description_{suffix}").replace("<", " <")).split()
            ),
        )
        for language, suffix in (("zh-Hans", "zh"), ("en", "en"))
        if getattr(event, f"title_{suffix}")
    ]


def _plain(html: str) -> str:
    """The words of a rich text, its paragraphs run together."""
    return " ".join(strip_tags(html.replace("<", " <")).split())


def _facts(event: Event, speakers: list[Any], partners: list[Any]) -> list[tuple[str, str]]:
    leads = []
    if event.programme and event.first_starts_at:
        on: date = timezone.localdate(event.first_starts_at)
        terms = event.programme.leads.current(on=on).select_related("user")
        leads = [term.user.name for term in terms if term.user.name]
    facts = [
        (_("Kind"), event.get_kind_display()),
        (_("Brand"), event.brand.name if event.brand else ""),
        (_("Programme"), event.programme.name if event.programme else ""),
        (_("Answers for it"), event.branch.name),
        (_("Leads the programme"), listed(leads)),
        (_("Given by"), listed(speaker.name for speaker in speakers)),
        (_("Held together with"), listed(partner.name for partner in partners)),
        (
            _("For whom"),
            f"{event.get_audience_display()}, {formats.ages(event.age_from, event.age_to)}",
        ),
        (_("Way in"), event.intake.get_way_in_display()),
        (_("Planned cost"), _money(event.planned_cost)),
        (_("Actual cost"), _money(event.actual_cost)),
    ]
    return [(name, capfirst(said)) for name, said in facts if said]


def _money(amount: Any) -> str:
    return "" if amount is None else f"¥{amount:,.2f}"


def _log(event: Event) -> list[tuple[str, str, str]]:
    """When, what was done, and by whom of the staff; the earliest first."""
    lines = LogEntry.objects.for_instance(event).filter(action__in=LOGGED)
    return [
        (
            formats.moment(line.timestamp),
            str(line.message or line.action),
            line.user_display_name if line.user_id else "–",
        )
        for line in lines.select_related("user").order_by("timestamp", "pk")
    ]


def _figures(event: Event, *, now: datetime) -> list[tuple[str, str]]:
    found = figures_of(event, now=now)
    rows = [
        (_("People registered"), found.registered),
        (_("People here"), found.here),
        (_("Headcount"), found.headcount),
        (_("People waiting"), found.waiting),
    ]
    if found.no_shows is not None:
        rows.append((_("No-shows"), found.no_shows))
    if is_noted_at(event):
        missed = (
            Attendance.objects.filter(event=event, undone_at=None)
            .annotate(late=minutes_late(), early=minutes_early())
            .values_list("late", "early")
        )
        rows.append((_("Came late"), sum(late is not None for late, _early in missed)))
        rows.append((_("Left early"), sum(early is not None for _late, early in missed)))
    return [(str(name), formats.number(count)) for name, count in rows]


def _roster(event: Event, *, is_named: bool) -> list[RosterRow]:
    rows = []
    attendees: Iterable[Any] = people_of(event, ON_THE_ROSTER)
    for attendee in attendees:
        if attendee.state == PlaceState.CANCELLED and not attendee.arrivals:
            continue
        name = attendee.person.name or attendee.registration.group_name
        rows.append(
            RosterRow(
                name=(name if is_named else masked(name)) if name else _("Guest"),
                kind=attendee.get_kind_display(),
                state=attendee.get_state_display(),
                came="; ".join(formats.moment(arrival) for arrival in attendee.arrivals) or "–",
            )
        )
    return rows


def evidence_events(events: Any, first: datetime, last: datetime) -> Any:
    """Those of the events that have a session between two moments, in their order, as chapters
    read them.
    """
    return (
        events.filter(live=True)
        .filter(Q(sessions__starts_at__lt=last, sessions__ends_at__gt=first))
        .distinct()
        .select_related(*READ_WITH)
        .order_by("first_starts_at", "pk")
    )
