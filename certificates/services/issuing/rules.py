"""The rule by which an event gives certificates, its own or that of its programme."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from django.db.models import Exists, OuterRef, Q

from certificates.choices import RuleKind
from certificates.models import Certificate, IssuingRule, Template
from certificates.services.issuing.issue import issue_many
from certificates.services.sources.attendance import CourseFinished, TakenPart
from certificates.services.sources.source import Candidate
from core.errors import DomainError
from events.models import Event

SOURCES = {RuleKind.ATTENDANCE: TakenPart, RuleKind.COURSE: CourseFinished}

# By then the stations have sent what they noted without a network.
AFTER = timedelta(days=2)
# What could not be issued in this time needs a person.
UNTIL = timedelta(days=60)


def rule_of(event: Event) -> IssuingRule | None:
    """Its own rule, else that of its programme."""
    rules = IssuingRule.objects.select_related("template__issuer")
    own = rules.filter(event=event).first()
    if own is None and event.programme_id:
        return rules.filter(programme=event.programme_id).first()
    return own


def keep_rule(
    *,
    event: Event,
    kind: str,
    template: Template,
    at_least_sessions: int | None,
    is_automatic: bool,
) -> IssuingRule:
    """Let this be the rule of the event from now on."""
    rule, _is_new = IssuingRule.objects.update_or_create(
        event=event,
        defaults={
            "kind": kind,
            "template": template,
            "at_least_sessions": at_least_sessions,
            "is_automatic": is_automatic,
        },
    )
    return rule


def candidates_by(rule: IssuingRule, *, event: Event, now: datetime) -> list[Candidate]:
    """Everybody who comes into question by this rule."""
    source = SOURCES[RuleKind(rule.kind)]
    return source(event=event, at_least=rule.at_least_sessions).candidates(now=now)


def issue_due(*, now: datetime) -> int:
    """Issue where a rule says so by itself; says how many certificates that were.

    An event is looked at once, the first time that it is due: what changes later is for a person.
    """
    return sum(_issue_by_rule(event, now=now) for event in _due(now))


def _due(now: datetime) -> Iterator[Event]:
    own = IssuingRule.objects.filter(event=OuterRef("pk"))
    of_programme = IssuingRule.objects.filter(programme=OuterRef("programme"))
    issued = Certificate.objects.filter(event=OuterRef("pk"))
    automatic = Q(Exists(own.filter(is_automatic=True))) | Q(
        ~Exists(own), Exists(of_programme.filter(is_automatic=True))
    )
    ended = Event.objects.filter(
        automatic, ~Exists(issued), last_ends_at__range=(now - UNTIL, now - AFTER)
    )
    yield from ended.select_related("branch", "brand").order_by("pk")


def _issue_by_rule(event: Event, *, now: datetime) -> int:
    rule = rule_of(event)
    if rule is None:
        return 0
    try:
        candidates = candidates_by(rule, event=event, now=now)
        issued = issue_many(candidates, template=rule.template, by=None, now=now)
    except DomainError:
        # The template went out of use: the event's page says so to whoever opens it.
        return 0
    return len(issued.certificates)
