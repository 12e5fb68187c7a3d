"""Shifts go where their meetings go, whoever moves these, and what follows is told before."""

from concurrent.futures import ThreadPoolExecutor
from datetime import time, timedelta
from functools import partial
from http import HTTPStatus
from uuid import uuid4

import pytest
from django.contrib.messages import get_messages
from django.db import connection, transaction
from django.urls import reverse
from django.utils import timezone

from accounts.models import Person
from accounts.services.erasure import erase_account
from core.errors import ChangedSince
from events.choices import SessionState
from events.errors import CannotMove
from events.models import Event, Series, Session
from events.models.series import weekly
from events.services.making.moving.as_told import outlook_of
from events.services.making.moving.desk import DeskProspect, change_session
from events.services.making.moving.one import Move, move_session, prospect_of
from events.services.making.moving.series import SeriesMove, move_series, prospect_of_series
from events.services.making.moving.several import JointMove, move_several, prospect_of_several
from events.services.registration.locks import hold_intake
from notifications.models import OutboxMessage
from tests.events.parties import family, sign_up
from tests.factories.brands import ProgrammeFactory
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.people import HouseholdFactory, MembershipFactory
from tests.factories.shifts import GroupClaimFactory, NeedFactory
from tests.factories.staff import StaffScopeFactory
from tests.factories.volunteers import (
    CredentialFactory,
    CredentialKindFactory,
    VolunteerFactory,
)
from tests.pages import parsed, words
from tests.racing import race, wait_until_somebody_waits
from tests.statements import statements
from tests.volunteers.shifts import NOW, claim, claiming, demand_consistent, wait
from volunteers.choices import ClaimState, CredentialSort, ShiftState
from volunteers.models import Claim, GroupClaim, Shift
from volunteers.services.shifts.groups import take_places_for_group
from volunteers.services.shifts.planning import cancel_shift
from volunteers.services.shifts.releasing import release_claim

HOUR, DAY, WEEK = timedelta(hours=1), timedelta(days=1), timedelta(weeks=1)


class Way:
    """Of moving an event's meetings by so much, with whatever else moves so."""

    def look(self, event, by):
        return outlook_of(self.prospect(event, by), user=None, now=NOW).following

    def digest(self, event, by):
        return outlook_of(self.prospect(event, by), user=None, now=NOW).digest

    def do(self, event, by, *, digest=None):
        self.move(event, by, digest=digest or self.digest(event, by), user=None, now=NOW)


class OneMeeting(Way):
    """As it is dragged in the planner."""

    def prospect(self, event, by):
        return prospect_of(*self.asked(event, by), now=NOW)

    def move(self, event, by, **options):
        session, move = self.asked(event, by)
        move_session(session_id=session.pk, move=move, **options)

    def asked(self, event, by):
        session = event.sessions.earliest("starts_at")
        return session, Move(session.starts_at + by, session.branch, session.room)


class OfSeries(Way):
    """With all of its series that are to come."""

    def prospect(self, event, by):
        return prospect_of_series(event.series, self.asked(by), events=Event.objects.all(), now=NOW)

    def move(self, event, by, **options):
        events = Event.objects.all()
        move_series(series_id=event.series_id, move=self.asked(by), events=events, **options)

    def asked(self, by):
        at = (timezone.localtime(STARTS_AT) + by).time() if by < DAY else None
        return SeriesMove(NOW.date(), days=by // DAY, starts_at=at)


class OfTheList(Way):
    """With all that are ticked in the list."""

    def prospect(self, event, by):
        return prospect_of_several(Event.objects.all(), JointMove(by), now=NOW)

    def move(self, event, by, **options):
        move_several(Event.objects.all(), JointMove(by), **options)


class AtTheDesk(Way):
    """As it is typed there."""

    def prospect(self, event, by):
        return DeskProspect(*self.asked(event, by))

    def move(self, event, by, **options):
        session, typed = self.asked(event, by)
        change_session(session_id=session.pk, typed=typed, **options)

    def asked(self, event, by):
        session = event.sessions.earliest("starts_at")
        times = {"starts_at": session.starts_at + by, "ends_at": session.ends_at + by}
        return session, {**times, "branch": session.branch, "room": session.room}


@pytest.fixture
def series():
    return made_series()


def made_series():
    """Without events; those of the tests join it."""
    room = RoomFactory()
    return Series.objects.create(
        key=uuid4(),
        programme=ProgrammeFactory(),
        branch=room.branch,
        room=room,
        rule=weekly([5]),
        first_day=STARTS_AT.date(),
        last_day=(STARTS_AT + WEEK).date(),
        starts_at=time(10),
    )


def need_at(series, *, after=timedelta(0), **fields):
    """Of a shift that begins an hour before its meeting, and ends with it."""
    event = EventFactory(branch=series.branch, series=series, sessions=0)
    session = SessionFactory(event=event, room=series.room, starts_at=STARTS_AT + after)
    return NeedFactory(
        shift__event=event,
        shift__session=session,
        shift__branch=series.branch,
        shift__starts_at=session.starts_at - HOUR,
        shift__ends_at=session.ends_at,
        **fields,
    )


def elsewhere(volunteer, *, starts_at):
    """Their place on a shift that nobody moves."""
    return claim(NeedFactory(shift__starts_at=starts_at), volunteer)


def starts():
    return list(Shift.objects.order_by("pk").values_list("starts_at", flat=True))


def states(*claims):
    return [Claim.objects.get(pk=each.pk).state for each in claims]


def kinds():
    return sorted(OutboxMessage.objects.filter(kind__startswith="shift").values_list("kind"))


WAYS = [OneMeeting(), OfSeries(), OfTheList(), AtTheDesk()]


@pytest.mark.django_db
@pytest.mark.parametrize("way", WAYS, ids=lambda way: type(way).__name__)
class TestEveryWay:
    def test_is_told_first_then_done_with_the_same_letters(self, way, series):
        need = need_at(series)
        busy = VolunteerFactory(person__name="Lin Hua")
        stays, goes = claim(need_more(need), VolunteerFactory()), claim(need, busy)
        other = elsewhere(busy, starts_at=STARTS_AT + 2 * HOUR)
        OutboxMessage.objects.all().delete()

        told = way.look(need.shift.event, 2 * HOUR)
        assert list(told.sentences) == [
            "1 shift of volunteers goes along.",
            "2 volunteers who have a place there or wait for one are told.",
            "Lin Hua has another shift then, keeps that one, and loses the place on "
            f"“{need.shift.title}”, Sat 9 May 2026, 11:00–13:30.",
        ]
        assert starts() == [STARTS_AT - HOUR, STARTS_AT + 2 * HOUR]
        assert (states(stays, goes, other), kinds()) == ([ClaimState.HELD] * 3, [])

        way.do(need.shift.event, 2 * HOUR)
        assert starts() == [STARTS_AT + HOUR, STARTS_AT + 2 * HOUR]
        assert Session.objects.get().starts_at == STARTS_AT + 2 * HOUR
        assert states(stays, goes, other) == [ClaimState.HELD, ClaimState.RELEASED, ClaimState.HELD]
        assert kinds() == [("shift-clashes",), ("shift-moved",)]
        demand_consistent()

    def test_what_is_different_by_then_moves_nothing(self, way, series):
        need = need_at(series)
        held = claim(need, VolunteerFactory())
        digest = way.digest(need.shift.event, 2 * HOUR)
        elsewhere(held.volunteer, starts_at=STARTS_AT + 2 * HOUR)
        OutboxMessage.objects.all().delete()
        with pytest.raises(ChangedSince):
            way.do(need.shift.event, 2 * HOUR, digest=digest)
        assert starts() == [STARTS_AT - HOUR, STARTS_AT + 2 * HOUR]
        assert Session.objects.get().starts_at == STARTS_AT
        assert (states(held), kinds()) == ([ClaimState.HELD], [])

    def test_how_many_are_told_may_change_but_not_from_nobody(self, way, series):
        need = need_at(series, places=3)
        event = need.shift.event
        digest = way.digest(event, HOUR)
        claims = [claim(need, VolunteerFactory())]
        with pytest.raises(ChangedSince):
            way.do(event, HOUR, digest=digest)
        digest = way.digest(event, HOUR)
        claims.append(claim(need, VolunteerFactory()))
        OutboxMessage.objects.all().delete()
        way.do(event, HOUR, digest=digest)
        assert (states(*claims), kinds()) == ([ClaimState.HELD] * 2, [("shift-moved",)] * 2)

    def test_what_cannot_go_stays_and_says_why(self, way, series):
        shift = need_at(series).shift
        Shift.objects.filter(pk=shift.pk).update(starts_at=NOW - HOUR, ends_at=NOW + HOUR)
        told = way.look(shift.event, HOUR)
        assert not told.consequences
        [why] = told.staying
        assert why.startswith(f"The shift “{shift.title}”, ")
        assert "stays where it is: " in why
        way.do(shift.event, HOUR)
        assert starts() == [NOW - HOUR]
        assert Session.objects.get().starts_at == STARTS_AT + HOUR

    def test_what_is_cancelled_or_over_is_not_spoken_of(self, way, series):
        off, over = need_at(series).shift, NeedFactory().shift
        Shift.objects.filter(pk=off.pk).update(state=ShiftState.CANCELLED)
        times = {"starts_at": NOW - 2 * HOUR, "ends_at": NOW - HOUR}
        Shift.objects.filter(pk=over.pk).update(event=off.event, session=None, **times)
        assert way.look(off.event, HOUR).sentences == []
        way.do(off.event, HOUR)
        assert starts() == [STARTS_AT - HOUR, NOW - 2 * HOUR]


def need_more(need):
    """Another role on the same shift."""
    return NeedFactory(shift=need.shift)


@pytest.mark.django_db
class TestTogether:
    def test_whoever_is_on_two_that_move_by_a_week_keeps_both(self, series):
        needs = [need_at(series), need_at(series, after=WEEK)]
        volunteer = VolunteerFactory()
        both = [claim(need, volunteer) for need in needs]
        event, way = needs[0].shift.event, OfSeries()
        assert way.look(event, WEEK).sentences == [
            "2 shifts of volunteers go along.",
            "1 volunteer who has a place there or waits for one is told.",
        ]
        way.do(event, WEEK)
        assert states(*both) == [ClaimState.HELD] * 2
        assert starts() == [STARTS_AT - HOUR + WEEK, STARTS_AT - HOUR + 2 * WEEK]
        demand_consistent()

    def test_of_two_that_come_together_the_one_taken_first_is_kept(self, series, monkeypatch):
        later, sooner = need_at(series, after=5 * HOUR), need_at(series)
        Session.objects.update(room=None)
        volunteer = VolunteerFactory()
        kept, lost = claim(later, volunteer), claim(sooner, volunteer)
        way = OfSeries()
        together = SeriesMove(NOW.date(), starts_at=time(15))
        monkeypatch.setattr(way, "asked", lambda by: together)
        assert "loses the place on" in way.look(later.shift.event, HOUR).sentences[-1]
        way.do(later.shift.event, HOUR)
        assert states(kept, lost) == [ClaimState.HELD, ClaimState.RELEASED]
        demand_consistent()

    def test_a_place_that_is_lost_by_a_rule_costs_no_other_place(self, series, monkeypatch):
        check = CredentialKindFactory(sort=CredentialSort.BACKGROUND_CHECK)
        checked, sooner = need_at(series, after=5 * HOUR), need_at(series)
        checked.role.needs_credentials.add(check)
        Session.objects.update(room=None)
        volunteer = VolunteerFactory()
        CredentialFactory(volunteer=volunteer, kind=check, expires_on=(STARTS_AT + DAY).date())
        lost, kept = claim(checked, volunteer), claim(sooner, volunteer)
        way = OfSeries()
        together = SeriesMove(NOW.date(), days=7, starts_at=time(15))
        monkeypatch.setattr(way, "asked", lambda by: together)
        OutboxMessage.objects.all().delete()
        [*_others, told] = way.look(checked.shift.event, WEEK).sentences
        assert told.startswith(f"{volunteer.person} may not help on that day by a rule, and loses ")
        way.do(checked.shift.event, WEEK)
        assert states(lost, kept) == [ClaimState.RELEASED, ClaimState.HELD]
        assert kinds() == [("shift-may-not-stay",), ("shift-moved",)]
        demand_consistent()

    def test_a_taken_room_moves_no_shift_either(self, series):
        need = need_at(series)
        held = claim(need, VolunteerFactory())
        other = EventFactory(branch=series.branch, sessions=0)
        SessionFactory(event=other, room=series.room, starts_at=STARTS_AT + DAY)
        OutboxMessage.objects.all().delete()
        with pytest.raises(CannotMove):
            OfSeries().do(need.shift.event, DAY)
        assert (starts(), kinds()) == ([STARTS_AT - HOUR], [])
        held.refresh_from_db()
        assert held.busy_from == STARTS_AT - HOUR

    def test_who_waits_and_groups_are_told(self, series):
        need = need_at(series, places=4)
        take_places_for_group(GroupClaimFactory.build(need=need), now=NOW, by=None)
        claim(need, VolunteerFactory())
        wait(need, VolunteerFactory())
        told = OneMeeting().look(need.shift.event, HOUR)
        assert told.sentences[1:] == [
            "2 volunteers who have a place there or wait for one are told.",
            "1 group that has places there is told.",
        ]
        OutboxMessage.objects.all().delete()
        OneMeeting().do(need.shift.event, HOUR)
        assert OutboxMessage.objects.filter(kind="shift-moved").count() == 2
        assert GroupClaim.objects.current().count() == 1

    def test_where_nobody_has_signed_up_that_is_said(self, series):
        need = need_at(series)
        told = OneMeeting().look(need.shift.event, HOUR)
        assert told.sentences[1] == "Nobody has signed up there yet."


@pytest.mark.django_db
def test_telling_costs_the_same_for_many_as_long_as_nobody_loses_a_place(series):
    def made(number):
        need = need_at(series, after=number * WEEK, places=3)
        for _number in range(2):
            claim(need, VolunteerFactory())
        return need.shift.event

    def counted(event):
        prospect = OfSeries().prospect(event, DAY)
        with statements() as told:
            following = outlook_of(prospect, user=None, now=NOW).following
        return len(told), following.consequences[0]

    event = made(0)
    counted(event)
    n, said = counted(event)
    assert said == "1 shift of volunteers goes along."
    for number in range(1, 6):
        made(number)
    assert counted(event) == (n, "6 shifts of volunteers go along.")
    assert n == 20


@pytest.mark.django_db
class TestWhatIsNoMove:
    def follows(self, session, *, starts_at, ends_at):
        place = {"branch": session.branch, "room": session.room}
        prospect = DeskProspect(session, {"starts_at": starts_at, "ends_at": ends_at, **place})
        return outlook_of(prospect, user=None, now=NOW).following.sentences

    def test_shifts_stay_on_the_days_that_an_exhibition_keeps(self, series):
        shift = need_at(series).shift
        session = shift.session
        session.is_all_day, session.ends_at = True, STARTS_AT + 20 * DAY
        session.save()
        fifth = STARTS_AT + 5 * DAY
        Shift.objects.update(starts_at=fifth, ends_at=fifth + HOUR)
        days = {"starts_at": session.starts_at, "ends_at": session.ends_at}
        assert not self.follows(session, **days | {"starts_at": STARTS_AT - 3 * DAY})
        assert not self.follows(session, **days | {"starts_at": STARTS_AT + 3 * DAY})
        assert self.follows(session, **days | {"starts_at": STARTS_AT + 7 * DAY})
        assert self.follows(session, **{name: day + WEEK for name, day in days.items()})

    def test_nothing_goes_along_with_a_meeting_that_is_cancelled(self, series):
        shift = need_at(series).shift
        Shift.objects.update(session=None)
        other = SessionFactory(event=shift.event, starts_at=STARTS_AT + WEEK)
        other.state = SessionState.CANCELLED
        other.save()
        starts_at = other.starts_at + HOUR
        assert not self.follows(other, starts_at=starts_at, ends_at=starts_at + HOUR)


@pytest.mark.django_db
class TestAtTheDesk:
    """Where a meeting is changed by hand, in a form."""

    @pytest.fixture
    def need(self, series, set_clock):
        set_clock(NOW)
        return need_at(series)

    @pytest.fixture
    def send(self, client, need):
        session = need.shift.session
        client.force_login(StaffScopeFactory(branch=session.branch).user)

        def send(*, by=timedelta(0), digest="", **fields):
            starts_at, ends_at = (
                f"{timezone.localtime(moment + by):%Y-%m-%d %H:%M}"
                for moment in (session.starts_at, session.ends_at)
            )
            form = {"starts_at": starts_at, "ends_at": ends_at, "branch": session.branch_id}
            form |= {"room": session.room_id, "official_count": "both", "digest": digest}
            url = reverse("desk:session", args=[session.event_id, session.pk])
            return client.post(url, form | fields)

        return send

    def test_is_shown_first_and_done_when_it_is_saved_once_more(self, send, need):
        held = claim(need, VolunteerFactory())
        OutboxMessage.objects.all().delete()
        shown = send(by=2 * HOUR)
        assert "More than this meeting would move." in words(parsed(shown))
        assert "1 shift of volunteers goes along." in words(parsed(shown))
        assert (starts(), kinds()) == ([STARTS_AT - HOUR], [])
        digest = parsed(shown).select_one("[name=digest]")["value"]

        assert send(by=2 * HOUR, digest=digest).status_code == HTTPStatus.FOUND
        assert starts() == [STARTS_AT + HOUR]
        assert Session.objects.get().starts_at == STARTS_AT + 2 * HOUR
        assert (states(held), kinds()) == ([ClaimState.HELD], [("shift-moved",)])
        demand_consistent()

    def test_what_is_different_by_then_is_shown_anew(self, send, need):
        held = claim(need, VolunteerFactory(person__name="Lin Hua"))
        digest = parsed(send(by=2 * HOUR)).select_one("[name=digest]")["value"]
        elsewhere(held.volunteer, starts_at=STARTS_AT + 2 * HOUR)
        shown = send(by=2 * HOUR, digest=digest)
        assert "Lin Hua has another shift then" in words(parsed(shown))
        assert Session.objects.get().starts_at == STARTS_AT
        assert states(held) == [ClaimState.HELD]

    def test_what_stays_is_said_before_and_after(self, send, need):
        Shift.objects.update(starts_at=NOW - HOUR, ends_at=NOW + HOUR)
        shown = parsed(send(by=HOUR))
        assert "stays where it is: " in words(shown)
        done = send(by=HOUR, digest=shown.select_one("[name=digest]")["value"])
        [_saved, stays] = get_messages(done.wsgi_request)
        assert "stays where it is: " in str(stays)

    def test_nothing_is_asked_where_the_meeting_stays(self, send, need):
        answer = send(online_url="https://example.org/room")
        assert answer.status_code == HTTPStatus.FOUND
        assert starts() == [STARTS_AT - HOUR]

    def test_nor_where_there_is_no_shift(self, send, need):
        Shift.objects.update(state=ShiftState.CANCELLED)
        assert send(by=HOUR).status_code == HTTPStatus.FOUND
        assert Session.objects.get().starts_at == STARTS_AT + HOUR

    def test_a_taken_room_moves_no_shift(self, send, need, series):
        other = EventFactory(branch=series.branch, sessions=0)
        SessionFactory(event=other, room=series.room, starts_at=STARTS_AT + DAY)
        digest = parsed(send(by=DAY)).select_one("[name=digest]")["value"]
        assert "is taken on" in words(parsed(send(by=DAY, digest=digest)))
        assert starts() == [STARTS_AT - HOUR]


@pytest.mark.django_db
class TestWhere:
    def test_to_the_place_of_the_meeting_unless_it_was_somewhere_else(self, series):
        together, apart = need_at(series).shift, need_at(series, after=WEEK).shift
        Shift.objects.filter(pk=together.pk).update(room=series.room)
        own, new = RoomFactory(branch=series.branch), RoomFactory(branch=BranchFactory())
        Shift.objects.filter(pk=apart.pk).update(room=own)
        moves = {
            together: Move(STARTS_AT, new.branch, new),
            apart: Move(STARTS_AT, series.branch, RoomFactory(branch=series.branch)),
        }
        for shift, move in moves.items():
            prospect = prospect_of(shift.session, move, now=NOW)
            digest = outlook_of(prospect, user=None, now=NOW).digest
            move_session(session_id=shift.session_id, move=move, digest=digest, user=None, now=NOW)
        together.refresh_from_db()
        apart.refresh_from_db()
        assert (together.branch, together.room) == (new.branch, new)
        assert (apart.branch, apart.room) == (series.branch, own)

    def test_of_an_event_as_a_whole_with_its_only_meeting_else_not_at_all(self, series):
        shift = need_at(series).shift
        Shift.objects.update(session=None)
        way = OneMeeting()
        way.do(shift.event, HOUR)
        assert starts() == [STARTS_AT]
        SessionFactory(event=shift.event, starts_at=STARTS_AT + WEEK)
        [why] = way.look(shift.event, HOUR).sentences
        assert why.endswith(
            "It is for an event with several meetings, and belongs to none of them."
        )
        way.do(shift.event, HOUR)
        assert starts() == [STARTS_AT]


@pytest.mark.django_db(transaction=True)
def test_people_come_and_go_while_the_series_moves():
    """People and shifts are locked before intakes, in one order: nobody waits for ever."""
    series = made_series()
    needs = [need_at(series, after=number * WEEK, places=4) for number in range(2)]
    there = VolunteerFactory.create_batch(3)
    claims = [claim(need, each) for need in needs for each in there]
    way, event = OfSeries(), needs[0].shift.event
    digest = way.digest(event, DAY)
    answers = race(
        *[partial(way.do, event, DAY, digest=digest)] * 2,
        *(partial(release_claim, claim_id=each.pk, now=NOW) for each in claims[::2]),
        *(claiming(need, VolunteerFactory()) for need in needs),
    )
    assert sum(isinstance(each, ChangedSince) for each in answers[:2]) == 1
    assert starts() == [STARTS_AT - HOUR + DAY, STARTS_AT - HOUR + DAY + WEEK]
    demand_consistent()


@pytest.mark.django_db(transaction=True)
def test_a_family_is_forgotten_while_the_meeting_moves():
    """All of them are locked before the first one's places: one helps at the meeting that moves."""
    need = need_at(made_series())
    event = need.shift.event
    household = HouseholdFactory()
    holder = Person.objects.get(households=household)
    sign_up(event, family(household=household))
    helper = MembershipFactory(household=household).person
    held = claim(need, VolunteerFactory(person=helper))
    sign_up(event)
    claim(need_more(need), VolunteerFactory())
    way = OneMeeting()
    digest = way.digest(event, HOUR)

    def on_a_connection_of_its_own(do):
        try:
            return do()
        finally:
            connection.close()

    todo = [
        partial(erase_account, user=holder.user, now=NOW),
        partial(way.do, event, HOUR, digest=digest),
    ]
    with ThreadPoolExecutor(2) as pool:
        with transaction.atomic():
            hold_intake(event.pk)
            answers = []
            for number, do in enumerate(todo, start=1):
                answers.append(pool.submit(on_a_connection_of_its_own, do))
                wait_until_somebody_waits(number=number)
        assert [each.result() for each in answers] == [None, None]
    assert (states(held), starts()) == ([ClaimState.RELEASED], [STARTS_AT])


@pytest.mark.django_db(transaction=True)
def test_shifts_are_cancelled_and_claimed_while_their_meetings_move():
    """Whoever is first: one mover has to look again, and who has lost a shift is told so once."""
    series = made_series()
    needs = [need_at(series, after=number * WEEK, places=4) for number in range(3)]
    off, event, second = needs[2].shift, needs[0].shift.event, needs[1].shift.event
    gone = [claim(needs[2], VolunteerFactory()) for _number in range(2)]
    claim(needs[0], VolunteerFactory())
    claim(needs[1], VolunteerFactory())
    everyone, one = OfSeries(), OneMeeting()
    answers = race(
        partial(everyone.do, event, DAY, digest=everyone.digest(event, DAY)),
        partial(one.do, second, HOUR, digest=one.digest(second, HOUR)),
        partial(cancel_shift, shift_id=off.pk, reason="Rain.", now=NOW),
        *(claiming(need, VolunteerFactory()) for need in needs),
    )
    assert sum(isinstance(each, ChangedSince) for each in answers[:2]) == 1
    assert answers[2] == off
    demand_consistent()
    assert {Claim.objects.get(pk=each.pk).state for each in gone} == {ClaimState.CANCELLED}
    told = OutboxMessage.objects.filter(kind="shift-cancelled", subject_id__in=[c.pk for c in gone])
    assert told.count() == len(gone)
