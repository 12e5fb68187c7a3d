from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core import clock
from events.models import Event, Session
from network.choices import DayKind, ReviewRule
from staff.choices import StaffRole
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory, CalendarEntryFactory, RoomFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return BranchFactory()


@pytest.fixture
def signed_in(client, branch):
    client.force_login(StaffScopeFactory(branch=branch).user)
    return client


def new_url(programme):
    return reverse("events_admin:from_programme", args=[programme.pk])


def tomorrow_at_ten():
    tomorrow = timezone.localtime(clock.now()) + timedelta(days=1)
    return tomorrow.replace(hour=10, minute=0, second=0, microsecond=0)


def three_fields(branch, room=None, starts_at=None):
    local = timezone.localtime(starts_at or tomorrow_at_ten())
    return {
        "branch": branch.pk,
        "starts_at": f"{local:%Y-%m-%d %H:%M}",
        "room": room.pk if room else "",
    }


def test_three_fields_make_a_draft_that_is_published_from_the_next_screen(signed_in, branch):
    programme, room = ProgrammeFactory(), RoomFactory(branch=branch)
    answer = signed_in.post(new_url(programme), three_fields(branch, room), follow=True)

    event = Event.objects.get()
    assert (event.programme, event.branch, event.live) == (programme, branch, False)
    assert event.sessions.get().starts_at == tomorrow_at_ten()
    assert answer.redirect_chain[-1][0] == reverse("events_admin:edit", args=[event.pk])
    assert 'name="action-publish"' in answer.content.decode()


def test_three_fields_and_it_is_public(signed_in, branch):
    fields = three_fields(branch) | {"then": "publish"}
    answer = signed_in.post(new_url(ProgrammeFactory(name_en="Story hour")), fields, follow=True)

    event = Event.objects.get()
    assert event.live
    assert answer.redirect_chain[-1][0] == reverse("desk:overview", args=[event.pk])
    assert "“Story hour” is published." in answer.text


def test_published_text_waits_for_the_review_that_the_library_wants(signed_in, branch):
    branch.review_rule = ReviewRule.ONE
    branch.save()
    fields = three_fields(branch) | {"then": "publish"}
    answer = signed_in.post(new_url(ProgrammeFactory()), fields, follow=True)
    assert "now waits for its review." in answer.text
    assert not Event.objects.get().live


class TestInTheWay:
    def ask(self, client, programme, **fields):
        url = reverse("events_admin:in_the_way", args=[programme.pk])
        return client.get(url, fields).text

    def test_says_what_else_is_then_and_makes_nothing(self, signed_in, branch):
        room = RoomFactory(branch=branch)
        other = EventFactory(title_en="Chess club", branch=branch, sessions=0)
        SessionFactory(event=other, room=room, starts_at=tomorrow_at_ten())
        CalendarEntryFactory(first_day=tomorrow_at_ten().date(), name_en="Labour Day")
        said = self.ask(signed_in, ProgrammeFactory(), **three_fields(branch, room))
        assert "Room taken: “Chess club”" in said
        assert "Public holiday: Labour Day" in said
        assert list(Event.objects.all()) == [other]

    def test_school_days_are_told_and_in_nobodys_way(self, signed_in, branch):
        day = tomorrow_at_ten().date()
        CalendarEntryFactory(kind=DayKind.SCHOOL_TERM, first_day=day, name_en="First term")
        said = self.ask(signed_in, ProgrammeFactory(), **three_fields(branch))
        assert "School term: First term" in said
        assert "Nothing else is in the way." in said

    def test_says_when_a_review_comes_first(self, signed_in, branch):
        programme = ProgrammeFactory()
        assert "public at once" in self.ask(signed_in, programme, **three_fields(branch))
        branch.review_rule = ReviewRule.ONE
        branch.save()
        assert "waits for its review" in self.ask(signed_in, programme, **three_fields(branch))

    def test_is_silent_while_something_is_missing_or_not_the_users(self, signed_in, branch):
        programme = ProgrammeFactory()
        half = three_fields(branch) | {"starts_at": "2031-0"}
        assert self.ask(signed_in, programme, **half).strip() == ""
        elsewhere = RoomFactory(name_en="Elsewhere")
        SessionFactory(room=elsewhere, starts_at=tomorrow_at_ten())
        theirs = three_fields(elsewhere.branch, elsewhere)
        assert self.ask(signed_in, programme, **theirs).strip() == ""


def test_no_event_is_made_in_the_last_year_of_all(signed_in, branch):
    fields = three_fields(branch) | {"starts_at": "9999-12-31 23:59"}
    answer = signed_in.post(new_url(ProgrammeFactory()), fields)

    assert "Give a year between 1900 and 2199." in answer.content.decode()
    assert not Event.objects.exists()


def test_room_that_is_taken_says_by_whom_and_loses_nothing(signed_in, branch):
    room = RoomFactory(branch=branch, name_en="Hall")
    starts_at = tomorrow_at_ten()
    other = EventFactory(title_en="Chess club", branch__name_en="North", sessions=0)
    SessionFactory(event=other, room=room, starts_at=starts_at)
    typed = three_fields(branch, room)
    answer = signed_in.post(new_url(ProgrammeFactory()), typed)

    html = answer.content.decode()
    assert "Hall is taken on" in html
    assert "10:00–11:30 by “Chess club” (North)" in html
    assert typed["starts_at"] in html
    assert list(Event.objects.all()) == [other]


def test_draft_that_holds_the_room_is_not_named_to_strangers(signed_in, branch):
    room = RoomFactory(branch=branch)
    other = EventFactory(title_en="Not yet told", live=False, branch__name_en="North", sessions=0)
    SessionFactory(event=other, room=room, starts_at=tomorrow_at_ten())
    html = signed_in.post(new_url(ProgrammeFactory()), three_fields(branch, room)).content.decode()
    assert "by an event of North" in html
    assert "Not yet told" not in html


def test_small_room_is_pointed_out(signed_in, branch):
    room = RoomFactory(branch=branch, capacity=5)
    programme = ProgrammeFactory(capacity=30)
    answer = signed_in.post(new_url(programme), three_fields(branch, room), follow=True)
    assert "holds 5 people" in answer.content.decode()


def test_room_must_be_in_the_branch(client):
    branch, other = BranchFactory(), BranchFactory()
    client.force_login(StaffScopeFactory().user)
    html = client.post(
        new_url(ProgrammeFactory()), three_fields(branch, RoomFactory(branch=other))
    ).content.decode()
    assert "This room is in another library" in html
    assert not Event.objects.exists()


def test_time_must_be_to_come(signed_in, branch):
    typed = three_fields(branch, starts_at=clock.now() - timedelta(hours=1))
    html = signed_in.post(new_url(ProgrammeFactory()), typed).content.decode()
    assert "This time has passed" in html
    assert not Event.objects.exists()


@pytest.mark.parametrize(
    "typed", [{}, {"branch": "x", "starts_at": "when?", "room": "-1"}, {"branch": str(10**30)}]
)
def test_nonsense_is_answered_with_the_form(signed_in, typed):
    assert signed_in.post(new_url(ProgrammeFactory()), typed).status_code == 200
    assert not Event.objects.exists()


def test_suggests_what_the_last_one_had_a_week_later(signed_in, branch):
    room = RoomFactory(branch=branch)
    programme = ProgrammeFactory()
    last = SessionFactory(
        event=EventFactory(programme=programme, branch=branch, sessions=0),
        room=room,
        starts_at=tomorrow_at_ten() - timedelta(days=10),
    )
    initial = signed_in.get(new_url(programme)).context["form"].initial
    assert initial["branch"] == branch.pk
    assert initial["room"] == room.pk
    assert initial["starts_at"] == last.starts_at + timedelta(days=14)


def test_suggests_the_only_branch(signed_in, branch):
    assert signed_in.get(new_url(ProgrammeFactory())).context["form"].initial == {"branch": branch}


def test_only_programmes_of_brands_in_scope_are_offered(client):
    mine, foreign = ProgrammeFactory(), ProgrammeFactory()
    retired = ProgrammeFactory(brand=mine.brand, retired_on=clock.today())
    client.force_login(StaffScopeFactory(brand=mine.brand).user)
    assert list(client.get(reverse("events_admin:new")).context["programmes"]) == [mine]
    for programme in (foreign, retired):
        assert client.get(new_url(programme)).status_code == 404


def test_those_who_only_look_make_nothing(client):
    client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
    programme, branch = ProgrammeFactory(), BranchFactory()
    assert client.get(reverse("events_admin:new")).status_code == 302
    client.post(new_url(programme), three_fields(branch))
    assert not Event.objects.exists()


class TestCopy:
    def test_is_said_first_and_made_then(self, signed_in, branch):
        event = EventFactory(branch=branch, title_en="Lanterns")
        url = reverse("events_admin:copy", args=[event.pk])
        assert "nobody is registered for it" in signed_in.get(url).content.decode()
        assert Event.objects.count() == 1

        answer = signed_in.post(url)
        copy = Event.objects.exclude(pk=event.pk).get()
        assert answer.url == reverse("events_admin:edit", args=[copy.pk])
        assert (copy.title_en, copy.live, copy.branch) == ("Lanterns", False, branch)
        assert not Session.objects.filter(event=copy).exists()

    def test_needs_the_right_to_add_there(self):
        event = EventFactory()
        director = StaffScopeFactory(role=StaffRole.DIRECTOR).user
        StaffScopeFactory(user=director, brand=BrandFactory())
        client = Client()
        client.force_login(director)
        client.post(reverse("events_admin:copy", args=[event.pk]))
        assert Event.objects.count() == 1
