from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Self

from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import (
    BooleanField,
    Case,
    CharField,
    DateField,
    Exists,
    ExpressionWrapper,
    F,
    Func,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    Subquery,
    Sum,
    Value,
    When,
)
from django.db.models.expressions import CombinedExpression
from django.db.models.functions import Cast, Coalesce, Greatest, Least, TruncDate
from django.utils import timezone
from wagtail.models import Revision, WorkflowState

from brands.choices import EventKind, WayIn
from core.days import midnight
from events.choices import (
    FOR_EVERYONE,
    ConductKind,
    EventStatus,
    FeedbackWay,
    PhotoAgreement,
    PoolKind,
    SessionState,
    TaskState,
)

# Of sessions annotated by `with_day`: within a day, what happens at a certain time goes before
# what has been open for days.
NEAREST_FIRST = ("day", "is_ongoing", "starts_at", "pk")


@dataclass(frozen=True)
class Days:
    """The days that somebody asks about, in the library's time zone; both ends included.

    What is over at `now` is left out where the first day is today; earlier first days look back.
    """

    now: datetime
    first: date
    last: date | None = None
    weekdays: frozenset[int] = frozenset()

    @property
    def after(self) -> datetime:
        """Only what ends later than this counts."""
        if self.first == timezone.localdate(self.now):
            return self.now
        return midnight(self.first)

    @property
    def before(self) -> datetime | None:
        """Only what starts earlier than this counts."""
        return midnight(self.last + timedelta(days=1)) if self.last else None


class Tells(Func):
    """Whether words hold what a `tsquery` asks for."""

    template = "(%(expressions)s::tsquery)"
    arg_joiner = " @@ "
    output_field = BooleanField()


@dataclass(frozen=True)
class Sought:
    """A word that has to be told of an event or its place, one way or another.

    `words` is a `tsquery` for the words of the event; the keys are those of brands, programmes and
    branches whose names fit.
    """

    words: str
    brands: tuple[int, ...] = ()
    programmes: tuple[int, ...] = ()
    branches: tuple[int, ...] = ()

    @classmethod
    def nothing(cls) -> Self:
        """What no event tells."""
        return cls(words="")


class EventQuerySet(models.QuerySet):
    def public(self) -> Self:
        """Published, and meant for everyone."""
        return self.filter(live=True).exclude(kind=EventKind.INTERNAL)

    def upcoming(self, *, now: datetime) -> Self:
        """With a session still to come or going on, the next one first."""
        return self.filter(last_ends_at__gt=now).order_by("first_starts_at", "pk")

    def past(self, *, now: datetime) -> Self:
        return self.filter(last_ends_at__lte=now).order_by("-last_ends_at", "-pk")

    def taking_place(self) -> Self:
        return self.filter(intake__status=EventStatus.SCHEDULED)

    def for_admin(self) -> Self:
        """With all that a row of the listing tells, in a number of statements that is constant."""
        scheduled = Revision.objects.filter(
            base_content_type=ContentType.objects.get_for_model(self.model),
            object_id=Cast(OuterRef("pk"), CharField()),
            approved_go_live_at__isnull=False,
        )
        states = WorkflowState.objects.active().select_related("current_task_state__task")
        return (
            self.select_related("brand", "branch", "programme", "intake")
            .prefetch_related(
                "pools",
                # Where Wagtail looks before it asks the database for each row.
                Prefetch("workflow_states", queryset=states, to_attr="_current_workflow_states"),
            )
            .annotate(has_schedule=Exists(scheduled))
        )

    def page_for_admin(self) -> Self:
        """These, a slice of many, with all that a row of the listing tells, in the same order.

        Sorting narrow rows, and reading only those of the page in full, takes a fraction of the
        time of sorting full ones.
        """
        page = type(self)(self.model).filter(pk__in=self.values("pk"))
        return page.for_admin().order_by(*self.query.order_by)

    def with_places(self) -> Self:
        """Annotates `places` (without the reserve) and `places_free` (that are for everyone)."""
        return self.annotate(**_places(self.model, "pk"))

    def with_free_places(self) -> Self:
        """Those with places left that nobody waits for, or that need no registration."""
        return self.filter(has_free_places(self.model))

    def still_open(self, *, now: datetime) -> Self:
        """Taking place, and registration has not ended."""
        return self.filter(is_still_open(now=now))


class AttendeeQuerySet(models.QuerySet):
    def in_party(self) -> Self:
        """Without those who were taken off while the rest of their party stayed."""
        return self.filter(left_at=None)


class SessionQuerySet(models.QuerySet):
    def planned(self) -> Self:
        return self.filter(state=SessionState.PLANNED)

    def upcoming(self, *, now: datetime) -> Self:
        """Not over yet, the next one first."""
        return self.planned().filter(ends_at__gt=now).order_by("starts_at", "pk")

    def of(self, events: models.QuerySet) -> Self:
        return self.filter(event__in=events)

    def public(self) -> Self:
        """Of events that are published and meant for everyone."""
        return self.filter(event__live=True).exclude(event__kind=EventKind.INTERNAL)

    def at(self, branches: models.QuerySet) -> Self:
        return self.filter(branch__in=branches)

    def telling(self, sought: Iterable[Sought]) -> Self:
        """Those where each of these is told of the event, or by the name of what it belongs to."""
        found = self
        for each in sought:
            told = Q(Tells("event__search_words__words", Value(each.words)))
            if each.brands:
                told |= Q(event__brand__in=each.brands)
            if each.programmes:
                told |= Q(event__programme__in=each.programmes)
            if each.branches:
                told |= Q(branch__in=each.branches)
            found = found.filter(told)
        return found

    def with_day(self, days: Days) -> Self:
        """Annotates `day`, the first of these days it is open on, and `is_ongoing`.

        An exhibition of several weeks is open on each of its days, until its closing time.
        """
        first_day = TruncDate("starts_at")
        day: Any = Greatest(first_day, Value(days.first))
        local_now = timezone.localtime(days.now)
        if days.first == local_now.date():
            tomorrow = Value(days.first + timedelta(days=1))
            day = Case(
                When(daily_closes_at__lte=local_now.time(), then=Greatest(first_day, tomorrow)),
                default=day,
            )
        if days.weekdays:
            nearest = [_first_weekday_from(day, weekday) for weekday in sorted(days.weekdays)]
            day = Least(*nearest) if len(nearest) > 1 else nearest[0]
        return self.annotate(
            day=ExpressionWrapper(day, DateField()), is_ongoing=Q(day__gt=first_day)
        )

    def on(self, days: Days) -> Self:
        """Those open on at least one of these days; annotates `until_day` and as `with_day`."""
        last_moment = ExpressionWrapper(
            F("ends_at") - timedelta(microseconds=1), output_field=models.DateTimeField()
        )
        found = self.with_day(days).annotate(until_day=TruncDate(last_moment))
        found = found.filter(ends_at__gt=days.after, day__lte=F("until_day"))
        if days.before:
            found = found.filter(starts_at__lt=days.before, day__lte=days.last)
        return found

    def one_per_event(self, days: Days) -> Self:
        """The session that comes first for each event on these days, the nearest first."""
        # Those that all sessions of an event end before need not be looked at one by one.
        first = (
            self.on(days)
            .filter(event__last_ends_at__gt=days.after)
            .order_by("event_id", "day", "starts_at", "pk")
            .distinct("event_id")
            .values("pk")
        )
        return type(self)(self.model).filter(pk__in=first).with_day(days).order_by(*NEAREST_FIRST)

    def for_cards(self, days: Days) -> Self:
        """These, or this slice of them, with all that a card of the event shows.

        Places as in `EventQuerySet.with_places`. Sorting many narrow rows and reading only the few
        that a page shows in full takes a fraction of the time of sorting full ones.
        """
        event: Any = self.model._meta.get_field("event").related_model
        return (
            type(self)(self.model)
            .filter(pk__in=self.values("pk"))
            .with_day(days)
            .order_by(*NEAREST_FIRST)
            .select_related("branch", "event__intake", "event__brand", "event__image")
            .annotate(**_places(event, "event_id"))
        )


class ConductQuerySet(models.QuerySet):
    def standing(self) -> Self:
        """What was said and not taken back."""
        return self.filter(reverses__isnull=True, reversed_by__isnull=True)

    def no_shows(self) -> Self:
        return self.filter(kind=ConductKind.NO_SHOW)

    def restrictions(self) -> Self:
        return self.filter(kind=ConductKind.RESTRICTED)

    def in_force(self, *, now: datetime) -> Self:
        """The restrictions that hold at this moment."""
        return self.restrictions().standing().filter(ends_at__gt=now)


# Conditions on events, also on rows that lead to them: `via` is then "event__".


def fits_age(age: int, *, via: str = "") -> Q:
    """Somebody of this age may come."""
    youngest, oldest = f"{via}age_from", f"{via}age_to"
    return (Q(**{f"{youngest}__isnull": True}) | Q(**{f"{youngest}__lte": age})) & (
        Q(**{f"{oldest}__isnull": True}) | Q(**{f"{oldest}__gte": age})
    )


def has_free_places(event: Any, *, via: str = "") -> Q:
    """Places are left that nobody waits for, and not kept for the invited; or none are needed."""
    pools = event._meta.get_field("pools").related_model.objects
    free = pools.filter(event=OuterRef(f"{via}pk"), taken__lt=F("capacity"), kind__in=FOR_EVERYONE)
    return Q(**{f"{via}intake__way_in": WayIn.DROP_IN}) | (
        ~Q(**{f"{via}intake__way_in": WayIn.INVITATION})
        & Q(**{f"{via}intake__waiting": 0})
        & Q(Exists(free))
    )


def is_still_open(*, now: datetime, via: str = "") -> Q:
    """It takes place, and registration has not ended."""
    intake = f"{via}intake__"
    return Q(**{f"{intake}status": EventStatus.SCHEDULED}) & (
        Q(**{f"{intake}way_in": WayIn.DROP_IN})
        | Q(**{f"{intake}closes_at__gt": now})
        | Q(**{f"{intake}closes_at__isnull": True, f"{via}first_starts_at__gt": now})
    )


class EventPhotoQuerySet(models.QuerySet):
    def agreed(self) -> Self:
        """Those that may be published: agreement is recorded, or nobody can be recognised."""
        return self.exclude(agreement=PhotoAgreement.NONE)


class EventNoteQuerySet(models.QuerySet):
    def of_earlier(self, event: Any) -> Self:
        """What was noted at the same library about other events of the same programme."""
        if event.programme_id is None:
            return self.none()
        like_it = self.filter(event__programme=event.programme_id, event__branch=event.branch_id)
        return like_it.exclude(event=event.pk)


class FeedbackQuerySet(models.QuerySet):
    def anonymous(self) -> Self:
        """Those of which nobody knows whose they are."""
        return self.filter(registration=None)

    def weighing(self) -> Self:
        """Those that weigh in the average that everyone reads.

        Parties that had registered answer once each. A table sign can be photographed, so what
        comes from it weighs only where nobody registers, and once for each phone and day.
        """
        at_drop_in = Q(event__intake__way_in=WayIn.DROP_IN, is_repeat=False)
        return self.filter(Q(way=FeedbackWay.LETTER) | at_drop_in)

    def with_words(self) -> Self:
        """Those that say something, the best first; not in the order in which they came."""
        return self.exclude(words="").order_by("-stars", "pk")

    def quoted(self) -> Self:
        """Those that somebody of the library has put up for everyone to read."""
        return self.filter(is_public=True).order_by("-stars", "pk")


class QuestionQuerySet(models.QuerySet):
    def asked(self) -> Self:
        """Those that are not retired."""
        return self.filter(is_retired=False)

    def at(self, event_id: Any, programme_id: Any) -> Self:
        """The event's own and those of its programme, the programme's first."""
        its_own = Q(event=event_id, event__isnull=False)
        return self.filter(its_own | Q(programme=programme_id, programme__isnull=False))


def _places(event: Any, key: str) -> dict[str, Any]:
    """What `with_places` annotates, for rows that hold the key of their event by this name."""
    pools = event._meta.get_field("pools").related_model.objects
    pools = pools.filter(event=OuterRef(key)).exclude(kind=PoolKind.RESERVE)
    pools = pools.order_by().values("event")
    free = Case(
        When(kind__in=FOR_EVERYONE, then=Greatest(F("capacity") - F("taken"), 0)), default=Value(0)
    )
    return {
        "places": Coalesce(Subquery(pools.annotate(n=Sum("capacity")).values("n")), 0),
        "places_free": Coalesce(Subquery(pools.annotate(n=Sum(free)).values("n")), 0),
    }


def _first_weekday_from(day: models.Expression, weekday: int) -> CombinedExpression:
    """The first day from this one on that is such a weekday; Monday is 0."""
    days_ahead: Func = Func(
        day,
        # PostgreSQL's ISODOW counts Monday as 1; adding a week keeps the remainder positive.
        template=f"MOD({weekday} + 8 - EXTRACT(ISODOW FROM %(expressions)s)::integer, 7)",
        output_field=IntegerField(),
    )
    return CombinedExpression(day, "+", days_ahead, output_field=DateField())


class EventTaskQuerySet(models.QuerySet):
    def open(self) -> Self:
        return self.filter(state=TaskState.OPEN)

    def overdue(self, *, today: date) -> Self:
        """Open ones whose day has passed."""
        return self.open().filter(due_on__lt=today)

    def due_within(self, days: int, *, today: date) -> Self:
        """Open ones that are due today or on one of so many days after it."""
        return self.open().filter(due_on__range=(today, today + timedelta(days=days)))

    def for_lines(self) -> Self:
        """With all that a line about each tells, the event included."""
        return self.select_related("owner", "done_by", "event__intake", "event__branch")
