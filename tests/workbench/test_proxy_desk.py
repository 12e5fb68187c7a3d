import re
import uuid
from datetime import UTC, datetime, timedelta
from html import unescape as text_of

import pytest
from django.core import signing
from django.urls import reverse
from pypdfium2 import PdfDocument
from pypdfium2.raw import FPDFCatalog_IsTagged

from accounts.models import Membership, Person
from brands.choices import EventKind, WayIn
from core.text import masked
from events.choices import AttendeeKind, EventStatus, PlaceState, PoolKind, RegistrationChannel
from events.errors import DrawPending
from events.models import Event, Registration
from events.services.going_home import guardian_code
from events.services.registration.cancellation import cancel_registration
from events.services.registration.draw import publish_entries
from notifications.models import OutboxMessage
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.conduct import RestrictionFactory
from tests.factories.draws import CLOSES_AT, event_by_lot
from tests.factories.events import EventFactory, SeatPoolFactory
from tests.factories.people import (
    ChildFactory,
    HouseholdFactory,
    MembershipFactory,
    PersonFactory,
    UserFactory,
)
from tests.factories.registrations import AttendeeFactory, RegistrationFactory
from tests.factories.staff import StaffScopeFactory
from tests.statements import statements
from workbench.services import look_up

pytestmark = pytest.mark.django_db

NOW = datetime(2026, 5, 7, 2, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def now(set_clock):
    set_clock(NOW)


@pytest.fixture
def librarian():
    return StaffScopeFactory(user__name="Librarian Li").user


@pytest.fixture
def signed_in(client, librarian):
    client.force_login(librarian)
    return client


@pytest.fixture
def event():
    return EventFactory(
        title_en="Story hour", title_zh="故事会", places=5, branch__phone="0571-8888"
    )


@pytest.fixture
def family():
    """Lin Yue with Bean, seven, who may take part."""
    account = UserFactory(name="Lin Yue", email="lin@example.org", phone="+8613800138000")
    household = HouseholdFactory(user=account)
    ChildFactory(household=household, person__name="Bean")
    return household


def address(event, page="register", *more):
    return reverse(f"desk:{page}", args=[event.pk, *more])


def find(client, event, who, **more):
    return client.post(address(event), {"who": who, **more})


def note_in(answer):
    """The note of the one who was looked up, as the form carries it along."""
    return answer.context["form"]["known"].value()


def seen_on(answer):
    return re.findall(r'name="seen" value="([^"]*)"', answer.content.decode())


def send(client, event, **typed):
    return client.post(address(event), {"form_key": uuid.uuid4(), **typed})


def guest(**typed):
    return {"name": "Wang Fang", "contact": "", "adults": 1, "language": "zh-hans", **typed}


def people(household):
    return list(Membership.objects.filter(household=household).order_by("pk"))


def lines(event, action):
    return list(LogEntry.objects.for_instance(event).filter(action=f"events.{action}"))


class TestNewGuest:
    def test_is_registered_by_a_name_alone(self, signed_in, event, librarian):
        answer = send(signed_in, event, **guest())
        registration = Registration.objects.get()
        assert answer.url == f"{address(event, 'registration', registration.reference)}?new"
        assert registration.state == PlaceState.SEATED
        assert registration.channel == RegistrationChannel.DESK
        assert registration.contact.name == "Wang Fang"
        assert registration.changes.get().changed_by == librarian
        assert OutboxMessage.objects.count() == 0

    def test_comes_with_others_and_is_written_to(self, signed_in, event):
        send(signed_in, event, **guest(contact=" Wang@Example.org ", adults=2, children=2))
        registration = Registration.objects.get()
        kinds = [attendee.kind for attendee in registration.attendees.all()]
        assert kinds == ["adult", "adult", "child", "child"]
        assert registration.contact.email == "wang@example.org"
        assert OutboxMessage.objects.get().address == "wang@example.org"
        assert OutboxMessage.objects.get().language == "zh-hans"

    def test_tells_ages_where_the_event_has_any(self, signed_in):
        event = EventFactory(age_from=3, age_to=8)
        send(signed_in, event, **guest(ages="5, 7、4"))
        children = Registration.objects.get().attendees.filter(kind=AttendeeKind.CHILD)
        assert sorted(child.age for child in children) == [4, 5, 7]

    def test_is_not_asked_for_children_where_there_are_none(self, signed_in):
        form = find(signed_in, EventFactory(age_from=60), "").context["form"]
        assert not {"ages", "children"} & set(form.fields)

    def test_sends_children_alone(self, signed_in, event):
        send(signed_in, event, **guest(adults=0, children=1))
        registration = Registration.objects.get()
        assert [attendee.kind for attendee in registration.attendees.all()] == ["child"]
        assert registration.contact.name == "Wang Fang"

    @pytest.mark.parametrize(
        ("typed", "says"),
        [
            ({"name": ""}, "Give a name to call them by"),
            ({"name": "x" * 81}, "at most 80"),
            ({"contact": "12"}, "Enter an e-mail address or a mobile number"),
            ({"contact": "a@b"}, "valid email address"),
            ({"adults": "-1"}, "greater than or equal to 0"),
            ({"adults": "x"}, "whole number"),
            ({"adults": 10**30}, "less than or equal to 50"),
            ({"language": "fr"}, "valid choice"),
        ],
    )
    def test_errors_keep_everything_typed(self, signed_in, event, typed, says):
        answer = send(signed_in, event, **guest(children=3, **typed), who="139")
        html = answer.content.decode()
        assert answer.status_code == 422
        assert says.lower() in html.lower()
        assert 'name="children" value="3"' in html
        assert 'value="139"' in html
        assert not Registration.objects.exists()

    @pytest.mark.parametrize("ages", ["x", "5 x", "18", "5 100", "-1", "²", "9" * 50, "5.5.b"])
    def test_ages_that_are_none_are_refused(self, signed_in, ages):
        event = EventFactory(age_from=3, age_to=8)
        answer = send(signed_in, event, **guest(ages=ages))
        assert answer.status_code == 422
        assert not Registration.objects.exists()

    def test_party_of_nobody_is_refused_with_code_and_sentence(self, signed_in, event):
        html = send(signed_in, event, **guest(adults=0)).content.decode()
        assert "Nobody was chosen." in html
        assert "<code>party_empty</code>" in html

    def test_who_is_registered_already_is_shown_where(self, signed_in, event):
        send(signed_in, event, **guest(contact="138 0013 8000"))
        first = Registration.objects.get()
        html = send(signed_in, event, **guest(contact="13800138000", adults=2)).content.decode()
        assert "<code>guest_already_registered</code>" in html
        assert address(event, "registration", first.reference) in html
        assert Registration.objects.count() == 1


class TestRepeatedEnter:
    def test_lands_on_the_same_registration(self, signed_in, event):
        typed = guest() | {"form_key": uuid.uuid4()}
        answers = [send(signed_in, event, **typed) for _ in range(3)]
        registration = Registration.objects.get()
        assert {answer.url for answer in answers} == {
            f"{address(event, 'registration', registration.reference)}?new"
        }
        assert len(lines(event, "registered_at_desk")) == 1

    def test_does_so_too_when_it_took_the_last_place(self, signed_in):
        event = EventFactory(places=1)
        typed = guest() | {"form_key": uuid.uuid4()}
        first, again = (send(signed_in, event, **typed) for _ in range(2))
        assert again.status_code == 302
        assert again.url == first.url

    def test_corrected_form_is_another_registration(self, signed_in, event):
        key = uuid.uuid4()
        send(signed_in, event, **guest(), form_key=key)
        send(signed_in, event, **guest(name="Li Na"), form_key=key)
        assert Registration.objects.count() == 2


class TestLookUp:
    @pytest.mark.parametrize(
        "who", ["lin@example.org", " LIN@Example.org", "13800138000", "+86 138-0013-8000"]
    )
    def test_whole_address_finds_the_family_under_masked_names(self, signed_in, event, family, who):
        answer = find(signed_in, event, who)
        html = answer.content.decode()
        assert [member.name for member in answer.context["members"]] == ["L•• Y••", "B••"]
        assert "child, 7 years" in html
        for secret in ("Lin Yue", "Bean", "+8613800138000"):
            assert secret not in html

    @pytest.mark.parametrize(
        "who",
        [
            "lin@example.or",
            "in@example.org",
            "%@example.org",
            "1380013800",
            "0013 8000",
            "138%",
            "+",
        ],
    )
    def test_part_of_an_address_finds_nobody(self, signed_in, event, family, who):
        answer = find(signed_in, event, who)
        assert answer.context["form"].fields.keys() >= {"name", "contact"}
        assert answer.context["is_unknown"]
        assert not lines(event, "looked_up")

    @pytest.mark.parametrize("who", ["Lin Yue", "Lin", "Bean", "林", "L"])
    def test_name_finds_nobody_across_the_city(self, signed_in, event, family, who):
        answer = find(signed_in, event, who)
        assert answer.context["form"]["name"].value() == who
        assert "members" not in answer.context

    def test_name_finds_parties_of_ones_own_events(self, client, event, family):
        ours, foreign = EventFactory(title_en="Chess"), EventFactory(title_en="Hidden")
        for at in (ours, foreign):
            RegistrationFactory(event=at, contact__name="Zhao Min")
        AttendeeFactory(
            registration=RegistrationFactory(
                event=ours, party=0, household=family, contact=people(family)[0].person
            ),
            person=people(family)[1].person,
        )
        client.force_login(StaffScopeFactory(branch=ours.branch).user)
        Event.objects.filter(pk=event.pk).update(branch=ours.branch)
        answer = find(client, event, "zhao")
        assert [known.name for known in answer.context["found"]] == ["Zhao Min"]
        assert "Chess" in answer.content.decode()
        assert "Hidden" not in answer.content.decode()
        child = find(client, event, "bean").context["found"]
        assert [known.name for known in child] == ["Lin Yue"]
        chosen = find(client, event, "bean", known=child[0].note)
        assert len(chosen.context["members"]) == 2

    def test_name_is_known_for_a_year(self, signed_in, event):
        registration = RegistrationFactory(contact__name="Zhao Min")
        for days, known in ((364, True), (366, False)):
            long_ago = NOW - timedelta(days=days)
            Registration.objects.filter(pk=registration.pk).update(created_at=long_ago)
            assert bool(find(signed_in, event, "zhao").context.get("found")) == known

    def test_adult_of_a_family_finds_it_by_an_address_of_their_own(self, signed_in, event, family):
        MembershipFactory(household=family, person__email="elder@example.org", role="elder")
        answer = find(signed_in, event, "elder@example.org")
        assert len(answer.context["members"]) == 3

    def test_family_that_nobody_answers_for_is_not_found(self, signed_in, event, family):
        MembershipFactory(household=family, person__email="elder@example.org", role="elder")
        note = note_in(find(signed_in, event, "elder@example.org"))
        Membership.objects.filter(role="holder").update(left_at=NOW)
        assert find(signed_in, event, "elder@example.org").context["is_unknown"]
        answer = send(signed_in, event, known=note, people=[1])
        assert "<code>look_up_expired</code>" in answer.content.decode()

    def test_guest_who_came_before_is_known_by_their_address(self, signed_in, event):
        other = EventFactory()
        for _ in range(2):
            person = PersonFactory(name="王芳", phone="+8613911112222", language="zh-hans")
            RegistrationFactory(event=other, contact=person)
        answer = find(signed_in, event, "13911112222")
        html = answer.content.decode()
        assert answer.context["guest_name"] == "王••"
        assert "王芳" not in html
        send(signed_in, event, adults=2, known=note_in(answer), who="13911112222")
        registration = Registration.objects.get(event=event)
        assert registration.contact.name == "王芳"
        assert registration.contact.phone == "+8613911112222"
        assert registration.contact.language == "zh-hans"
        assert registration.attendees.count() == 2

    def test_several_at_one_address_are_a_choice(self, signed_in, event, family):
        PersonFactory(name="Grandpa", phone="+8613800138000")
        answer = find(signed_in, event, "13800138000")
        assert [known.name for known in answer.context["found"]] == ["L•• Y••", "G••"]
        assert find(signed_in, event, "13800138000", new="1").context["form"].guest is None

    def test_erased_people_are_not_found(self, signed_in, event):
        PersonFactory(name="", erased_at=NOW)
        answer = find(signed_in, event, "13911112222")
        assert answer.context["is_unknown"]

    def test_who_left_the_family_is_not_shown(self, signed_in, event, family):
        Membership.objects.filter(person__name="Bean").update(left_at=NOW)
        answer = find(signed_in, event, "lin@example.org")
        assert [member.name for member in answer.context["members"]] == ["L•• Y••"]

    def test_nothing_typed_goes_on_to_a_new_guest(self, signed_in, event):
        answer = find(signed_in, event, "")
        assert not answer.context["is_unknown"]
        assert answer.context["form"]["name"].value() == ""

    def test_is_kept_in_the_history_without_whom(self, signed_in, event, family, librarian):
        find(signed_in, event, "lin@example.org")
        line = lines(event, "looked_up")[0]
        assert (line.user, line.data) == (librarian, {"found": 1})

    def test_is_limited(self, signed_in, event, monkeypatch):
        few = look_up.Limit("few", most=2, span=timedelta(hours=1))
        monkeypatch.setattr(look_up, "LOOK_UPS", few)
        statuses = [find(signed_in, event, f"a{n}@b.org").status_code for n in range(3)]
        assert statuses == [200, 200, 429]

    def test_htmx_gets_the_part_alone(self, signed_in, event):
        answer = signed_in.post(address(event), {"who": ""}, headers={"HX-Request": "true"})
        assert "<html" not in answer.content.decode()
        assert 'name="form_key"' in answer.content.decode()

    @pytest.mark.parametrize(
        ("name", "shown"),
        [("Lin Yue", "L•• Y••"), ("王芳", "王••"), ("", "••"), ("  ", "••"), ("𠮷野", "𠮷••")],
    )
    def test_masks(self, name, shown):
        assert masked(name) == shown

    def test_costs_the_same_for_a_large_family(self, signed_in, event):
        def statements_for(size):
            email = f"family{size}@example.org"
            household = HouseholdFactory(user=UserFactory(email=email))
            for number in range(size - 1):
                ChildFactory(household=household, person__name=f"Child {number}")
            with statements() as captured:
                answer = find(signed_in, event, email)
            assert len(answer.context["members"]) == size
            return len(captured)

        statements_for(1)
        assert statements_for(2) == statements_for(9)


class TestNote:
    """What was found is good for the one who looked, for this event, for an hour."""

    def note(self, client, event):
        return note_in(find(client, event, "lin@example.org"))

    def refused(self, client, event, note):
        answer = send(client, event, known=note, people=[1], who="lin")
        assert answer.status_code == 422
        assert "<code>look_up_expired</code>" in answer.content.decode()
        assert 'name="who" value="lin"' in answer.content.decode()
        return not Registration.objects.exists()

    def test_of_somebody_else(self, signed_in, event, family, client):
        note = self.note(signed_in, event)
        client.force_login(StaffScopeFactory().user)
        assert self.refused(client, event, note)

    def test_of_another_event(self, signed_in, event, family):
        assert self.refused(signed_in, EventFactory(), self.note(signed_in, event))

    def test_of_an_hour_ago(self, signed_in, event, family, monkeypatch):
        note = self.note(signed_in, event)
        later = signing.time.time() + 3601
        monkeypatch.setattr(signing.time, "time", lambda: later)
        assert self.refused(signed_in, event, note)

    @pytest.mark.parametrize("note", ["x", "a:b:c", "💥", "x" * 300])
    def test_that_is_none_of_ours(self, signed_in, event, note):
        assert self.refused(signed_in, event, note)

    def test_of_a_guest_who_was_erased(self, signed_in, event):
        person = PersonFactory(name="Zhao", email="zhao@example.org")
        note = note_in(find(signed_in, event, "zhao@example.org"))
        Person.objects.filter(pk=person.pk).update(name="", email="", erased_at=NOW)
        assert self.refused(signed_in, event, note)


class TestFamily:
    def test_those_ticked_are_registered(self, signed_in, event, family):
        note = note_in(find(signed_in, event, "lin@example.org"))
        send(signed_in, event, known=note, people=[member.person_id for member in people(family)])
        registration = Registration.objects.get()
        assert registration.household == family
        assert [str(attendee) for attendee in registration.attendees.all()] == ["Lin Yue", "Bean"]
        assert OutboxMessage.objects.get().address == "lin@example.org"

    def test_the_only_one_is_ticked(self, signed_in, event):
        household = HouseholdFactory(user=UserFactory(email="solo@example.org"))
        answer = find(signed_in, event, "solo@example.org")
        assert answer.context["form"].chosen == {str(people(household)[0].person_id)}

    def test_nobody_ticked_is_an_error(self, signed_in, event, family):
        note = note_in(find(signed_in, event, "lin@example.org"))
        answer = send(signed_in, event, known=note)
        assert answer.status_code == 422
        assert "Choose at least one person who comes." in answer.content.decode()

    def test_people_of_another_family_are_refused(self, signed_in, event, family):
        other = ChildFactory(household=HouseholdFactory())
        note = note_in(find(signed_in, event, "lin@example.org"))
        answer = send(signed_in, event, known=note, people=[other.person_id])
        assert "Choose people of this family." in answer.content.decode()
        assert not Registration.objects.exists()

    def test_who_is_registered_already_is_shown_and_not_offered(self, signed_in, event, family):
        note = note_in(find(signed_in, event, "lin@example.org"))
        send(signed_in, event, known=note, people=[people(family)[1].person_id])
        reference = Registration.objects.get().reference
        answer = find(signed_in, event, "lin@example.org")
        assert [member.can_be_chosen for member in answer.context["members"]] == [True, False]
        assert f"registered already: {reference}" in answer.content.decode()
        assert answer.context["form"].chosen == {str(people(family)[0].person_id)}

    def test_twice_is_refused_with_the_way_to_the_first(self, signed_in, event, family):
        note = note_in(find(signed_in, event, "lin@example.org"))
        everyone = [member.person_id for member in people(family)]
        send(signed_in, event, known=note, people=everyone[:1])
        html = send(signed_in, event, known=note, people=everyone).content.decode()
        assert "<code>already_registered</code>" in html
        assert address(event, "registration", Registration.objects.get().reference) in html


class TestRulesPassedOver:
    """What the public would be refused is said first, and then done if Enter is pressed again."""

    def press_again(self, client, event, answer, **typed):
        return send(client, event, seen=[text_of(one) for one in seen_on(answer)], **typed)

    def test_window_that_is_not_open_is_on_the_page_at_once(self, signed_in):
        event = EventFactory(intake__opens_at=NOW + timedelta(hours=5))
        answer = signed_in.get(address(event))
        assert "registration opens on Thu 7 May, 15:00" in answer.content.decode()
        form = find(signed_in, event, "")
        assert "Register all the same" in form.content.decode()
        assert self.press_again(signed_in, event, form, **guest()).status_code == 302
        line = lines(event, "registered_at_desk")[0]
        assert line.data["passed_over"] == ["not_open_yet"]
        assert "past not_open_yet" in line.message

    def test_window_that_has_closed(self, signed_in):
        event = EventFactory(intake__closes_at=NOW - timedelta(hours=5))
        assert "registration has closed" in signed_in.get(address(event)).content.decode()

    def test_draft(self, signed_in):
        event = EventFactory(live=False)
        assert "not open to the public" in signed_in.get(address(event)).content.decode()

    def test_internal_event_is_no_exception_to_be_passed_over(self, signed_in):
        event = EventFactory(kind=EventKind.INTERNAL)
        assert signed_in.get(address(event)).context["notices"] == []
        assert send(signed_in, event, **guest()).status_code == 302

    def test_ages(self, signed_in):
        event = EventFactory(age_from=6, age_to=8)
        typed = guest(ages="3")
        answer = send(signed_in, event, **typed)
        html = answer.content.decode()
        assert answer.status_code == 409
        assert "Child 1 is younger than 6." in html
        assert 'name="ages" value="3"' in html
        assert not Registration.objects.exists()
        assert self.press_again(signed_in, event, answer, **typed).status_code == 302
        assert lines(event, "registered_at_desk")[0].data["passed_over"] == ["too_young"]

    def test_that_somebody_missed_several_events(self, signed_in, event):
        RestrictionFactory(happened_at=NOW, ends_at=NOW + timedelta(hours=5))
        typed = guest(contact="lin@example.org")
        answer = send(signed_in, event, **typed)
        assert answer.status_code == 409
        assert "online they would let others go first" in answer.content.decode()
        assert self.press_again(signed_in, event, answer, **typed).status_code == 302
        assert Registration.objects.get(event=event).is_seated
        assert lines(event, "registered_at_desk")[0].data["passed_over"] == ["others_go_first"]

    def test_family_s_ages_and_consents_under_masked_names(self, signed_in):
        event = EventFactory(age_from=10, age_to=12)
        household = HouseholdFactory(user=UserFactory(email="lin@example.org"))
        child = ChildFactory(household=household, person__name="Bean", agreed=False)
        note = note_in(find(signed_in, event, "lin@example.org"))
        typed = {"known": note, "people": [child.person_id]}
        answer = send(signed_in, event, **typed)
        html = answer.content.decode()
        assert "B•• is younger than 10." in html
        assert "B••: the guardian has not agreed to taking part." in html
        assert "Bean" not in html
        assert self.press_again(signed_in, event, answer, **typed).status_code == 302

    def test_ages_of_a_guest_who_was_looked_up_under_a_masked_name(self, signed_in):
        event = EventFactory(age_to=8)
        PersonFactory(name="王芳", phone="+8613911112222")
        note = note_in(find(signed_in, event, "13911112222"))
        html = send(signed_in, event, adults=1, known=note).content.decode()
        assert "王•• is older than 8." in html
        assert "王芳" not in html
        nobody = send(signed_in, event, adults=0, known=note)
        assert "<code>party_empty</code>" in nobody.content.decode()

    def test_size(self, signed_in):
        event = EventFactory(intake__party_max=2)
        answer = send(signed_in, event, **guest(adults=3))
        assert "parties have at most 2 people" in answer.content.decode()
        assert self.press_again(signed_in, event, answer, **guest(adults=3)).status_code == 302

    def test_what_was_seen_for_one_party_does_not_hold_for_another(self, signed_in):
        event = EventFactory(age_from=6, age_to=8)
        answer = send(signed_in, event, **guest(ages="3"))
        again = self.press_again(signed_in, event, answer, **guest(ages="3 3"))
        assert again.status_code == 409
        assert "Child 2 is younger" in again.content.decode()

    @pytest.mark.parametrize(
        ("made", "code"),
        [
            ({"intake__status": EventStatus.CANCELLED}, "cancelled"),
            ({"intake__way_in": WayIn.DROP_IN}, "needs no registration"),
        ],
    )
    def test_not_these(self, signed_in, made, code):
        event = EventFactory(**made)
        html = signed_in.get(address(event)).content.decode()
        assert code in html
        assert 'name="who"' not in html
        assert send(signed_in, event, **guest()).status_code == 409
        assert not Registration.objects.exists()

    def test_places_for_adults_only_in_name(self, signed_in):
        event = EventFactory(places=0)
        SeatPoolFactory(event=event, kind=PoolKind.CHILDREN, capacity=5)
        answer = send(signed_in, event, **guest())
        assert "<code>no_places_for_adults</code>" in answer.content.decode()


class TestWaitingList:
    def test_is_said_before_the_button_is_pressed(self, signed_in):
        event = EventFactory(places=1)
        send(signed_in, event, **guest())
        page = find(signed_in, event, "")
        assert page.context["button"] == "Put on the waiting list"
        assert "All places are taken" in signed_in.get(address(event)).content.decode()
        assert seen_on(page) == ["waiting_list"]
        answer = send(signed_in, event, seen="waiting_list", **guest(name="Li Na"))
        registration = Registration.objects.last()
        assert registration.state == PlaceState.WAITING
        assert "On the waiting list, number 1" in signed_in.get(answer.url).content.decode()

    def test_counts_those_ahead(self, signed_in):
        event = EventFactory(places=1)
        send(signed_in, event, **guest())
        for name in ("Li Na", "Zhao Min"):
            send(signed_in, event, seen="waiting_list", **guest(name=name))
        html = signed_in.get(address(event)).content.decode()
        assert "2 parties are waiting: whoever is registered now comes after them." in html

    def test_is_said_where_only_the_party_is_too_large(self, signed_in):
        event = EventFactory(places=2)
        send(signed_in, event, **guest())
        answer = send(signed_in, event, **guest(name="Li Na", adults=2))
        assert answer.status_code == 409
        assert "There are not places for all of them" in answer.content.decode()
        assert Registration.objects.count() == 1
        send(signed_in, event, seen=seen_on(answer), **guest(name="Li Na", adults=2))
        assert Registration.objects.last().state == PlaceState.WAITING

    def test_is_no_rule_passed_over(self, signed_in):
        event = EventFactory(places=1)
        send(signed_in, event, **guest())
        send(signed_in, event, seen="waiting_list", **guest(name="Li Na"))
        assert [line.data["passed_over"] for line in lines(event, "registered_at_desk")] == [[], []]


class TestOtherWaysIn:
    def test_lots_are_said_before_and_entered(self, signed_in, set_clock):
        event = event_by_lot(places=1)
        set_clock(CLOSES_AT - timedelta(days=1))
        html = signed_in.get(address(event)).content.decode()
        assert "whoever is registered now enters the draw" in html
        assert "All places are taken" not in html
        answer = send(signed_in, event, **guest())
        assert answer.status_code == 409
        assert seen_on(answer) == ["by_lot"]
        assert answer.context["button"] == "Enter into the draw"
        send(signed_in, event, seen="by_lot", **guest())
        assert Registration.objects.get().state == PlaceState.ENTERED

    def test_nobody_enters_a_list_that_is_published(self, signed_in, set_clock):
        event = event_by_lot()
        set_clock(CLOSES_AT + timedelta(hours=1))
        publish_entries(event_id=event.pk, now=CLOSES_AT + timedelta(minutes=1))
        html = signed_in.get(address(event)).content.decode()
        assert str(DrawPending()) in html
        assert 'name="who"' not in html
        assert send(signed_in, event, **guest()).status_code == 409

    def test_desk_gives_the_library_s_yes(self, signed_in):
        event = EventFactory(intake__way_in=WayIn.APPROVAL)
        page = find(signed_in, event, "")
        assert seen_on(page) == ["by_request"]
        send(signed_in, event, seen="by_request", **guest())
        assert Registration.objects.get().state == PlaceState.SEATED


class TestScope:
    def test_foreign_event_does_not_exist(self, client, event):
        registration = RegistrationFactory(event=event)
        client.force_login(StaffScopeFactory(branch=EventFactory().branch).user)
        assert client.get(address(event)).status_code == 404
        assert send(client, event, **guest()).status_code == 404
        assert find(client, event, "lin@example.org").status_code == 404
        for page in ("registration", "slip"):
            assert client.get(address(event, page, registration.reference)).status_code == 404
        assert Registration.objects.count() == 1

    @pytest.mark.parametrize("role", [StaffRole.DIRECTOR, StaffRole.REVIEWER])
    def test_those_who_only_look_register_nobody(self, client, event, role):
        registration = RegistrationFactory(event=event)
        client.force_login(StaffScopeFactory(role=role).user)
        assert client.get(address(event)).status_code == 302
        assert send(client, event, **guest()).status_code == 302
        for page in ("registration", "slip"):
            assert client.get(address(event, page, registration.reference)).status_code == 302
        assert Registration.objects.count() == 1

    def test_registration_of_another_event_of_ones_own_is_not_found(self, signed_in, event):
        other = RegistrationFactory()
        for page in ("registration", "slip"):
            assert signed_in.get(address(event, page, other.reference)).status_code == 404
            assert signed_in.get(address(event, page, "nothing")).status_code == 404


class TestRegistrationPage:
    def test_tells_who_entered_it_and_what_became_of_it(self, signed_in, event):
        answer = send(signed_in, event, **guest(contact="wang@example.org"))
        registration = Registration.objects.get()
        cancel_registration(registration_id=registration.pk, now=NOW + timedelta(hours=1))
        html = " ".join(signed_in.get(answer.url).content.decode().split())
        assert "Librarian Li (at a desk)" in html
        assert "by itself" in html
        assert "Wang Fang" in html
        assert "wa•••@example.org" in html

    def test_of_the_web_tells_no_staff(self, signed_in, event):
        registration = RegistrationFactory(event=event)
        registration.changes.create(state="seated")
        html = signed_in.get(
            address(event, "registration", registration.reference)
        ).content.decode()
        assert "a guest" in html
        assert "(online)" in html

    def test_offers_the_slip_in_the_contact_s_language_first(self, signed_in, event):
        answer = send(signed_in, event, **guest(language="zh-hans"))
        offered = signed_in.get(answer.url).context["slip_languages"]
        assert [code for code, _label in offered] == ["zh-hans", "en", "both"]

    def test_is_reached_from_the_list_of_names(self, signed_in, event):
        registration = RegistrationFactory(event=event)
        html = signed_in.get(address(event, "overview")).content.decode()
        assert address(event, "registration", registration.reference) in html

    def test_costs_the_same_for_many_people(self, signed_in):
        def statements_for(size):
            event = EventFactory(places=50)
            registration = RegistrationFactory(event=event, party=size)
            for _ in range(size):
                registration.changes.create(state="seated", changed_by=StaffScopeFactory().user)
            with statements() as captured:
                signed_in.get(address(event, "registration", registration.reference))
            return len(captured)

        statements_for(1)
        assert statements_for(1) == statements_for(12)


class TestSlip:
    def text(self, answer, page=0):
        with PdfDocument(answer.content) as opened:
            return " ".join(opened[page].get_textpage().get_text_range().split())

    def slip(self, client, registration, language=""):
        url = address(registration.event, "slip", registration.reference)
        return client.get(url, {"language": language} if language else {})

    def test_is_a6_with_all_that_one_needs_without_a_telephone(self, signed_in, event):
        send(signed_in, event, **guest(adults=2))
        registration = Registration.objects.get()
        answer = self.slip(signed_in, registration, "en")
        assert answer["Content-Type"] == "application/pdf"
        assert answer["Content-Disposition"] == f'inline; filename="{registration.reference}.pdf"'
        assert "no-store" in answer["Cache-Control"]
        with PdfDocument(answer.content) as opened:
            assert len(opened) == 1
            assert FPDFCatalog_IsTagged(opened)
            assert [round(side) for side in opened[0].get_size()] == [298, 420]
            text = self.text(answer)
        for fact in ("Story hour", "Sat 9 May, 10:00–11:30", registration.reference, "0571-8888"):
            assert fact in text
        assert "Wang Fang, 1 adult" in text
        assert registration.code not in text

    def test_the_part_for_the_guardian_is_a_sheet_of_its_own(self, signed_in, event):
        send(signed_in, event, **guest(children=1))
        registration = Registration.objects.get()
        code = guardian_code(registration)
        answer = self.slip(signed_in, registration, "en")
        with PdfDocument(answer.content) as opened:
            assert len(opened) == 2
        pages = [re.sub(r"\D", "", self.text(answer, page)) for page in (0, 1)]
        assert [code in page for page in pages] == [False, True]
        assert "Keep this part" in self.text(answer, 1)

    def test_is_a_page_for_each_language_that_is_wanted(self, signed_in, event):
        send(signed_in, event, **guest())
        registration = Registration.objects.get()
        both = self.slip(signed_in, registration, "both")
        assert "故事会" in self.text(both, 0)
        assert "Story hour" in self.text(both, 1)

    @pytest.mark.parametrize("language", ["", "x", "../../etc"])
    def test_is_in_the_contact_s_language_unless_asked(self, signed_in, event, language):
        send(signed_in, event, **guest(language="zh-hans"))
        answer = self.slip(signed_in, Registration.objects.get(), language)
        assert "故事会" in self.text(answer)
        with PdfDocument(answer.content) as opened:
            assert len(opened) == 1

    def test_of_the_waiting_list_says_that_it_is_no_place(self, signed_in):
        event = EventFactory(places=1)
        RegistrationFactory(event=event)
        send(signed_in, event, seen="waiting_list", **guest())
        answer = self.slip(signed_in, Registration.objects.last(), "en")
        assert "Number 1 on the waiting list: not a place yet" in self.text(answer)

    def test_of_a_cancelled_event_says_so(self, signed_in):
        registration = RegistrationFactory(event=EventFactory(intake__status="cancelled"))
        text = self.text(self.slip(signed_in, registration, "en"))
        assert "Cancelled: this ticket is no longer valid." in text

    def test_without_a_telephone_of_the_library_names_the_library(self, signed_in):
        event = EventFactory(branch__name_en="North Library")
        send(signed_in, event, **guest())
        text = self.text(self.slip(signed_in, Registration.objects.last(), "en"))
        assert "Tell North Library the reference" in text

    def test_fits_on_one_page_however_much_there_is_to_tell(self, signed_in):
        long = "A very long title that goes on and on about reading aloud in the evening, " * 2
        event = EventFactory(
            title_en=long[:160], bring_en="x " * 100, sessions=8, branch__address_en="y " * 100
        )
        send(signed_in, event, **guest(name="n " * 39, adults=6))
        answer = self.slip(signed_in, Registration.objects.last(), "en")
        with PdfDocument(answer.content) as opened:
            assert len(opened) == 1
        assert Registration.objects.last().reference in self.text(answer)
