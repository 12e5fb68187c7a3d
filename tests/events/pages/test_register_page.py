"""The registration page: one form, one answer, and nothing that is typed is lost."""

from __future__ import annotations

import re
import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape
from django.utils.translation import override

from accounts.models import Person
from brands.choices import EventKind, WayIn
from core import clock
from events.choices import EventStatus, PlaceState
from events.models import Registration
from events.views import register as register_view
from notifications.models import OutboxMessage
from tests.events.parties import NOW, guest, sign_up
from tests.factories.events import EventFactory
from tests.factories.people import ChildFactory, HouseholdFactory, MembershipFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def family(client):
    """A signed-in holder with a child who turns seven in the month of the event."""
    household = HouseholdFactory(user__name="Ma Li")
    child = ChildFactory(household=household, person__name="Xiaoyu")
    holder = household.memberships.get(role="holder")
    client.force_login(holder.person.user)
    return {"holder": holder.person, "child": child.person, "household": household}


def address_of(event, language="en"):
    with override(language):
        return reverse("register", args=[event.slug, event.pk])


def address_after(event):
    return reverse("registered", args=[event.slug, event.pk])


def as_guest(**fields):
    return {
        "form_key": str(uuid.uuid4()),
        "name": "Lin Yu",
        "contact": "lin@example.org",
        "adults": "1",
        "children": "0",
    } | fields


def said(answer):
    """The sentences of the error summary."""
    summary = re.search(r"<error-summary.*?</error-summary>", answer.content.decode(), re.DOTALL)
    assert summary, "no error summary"
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", summary[0]))


# A guest


def test_guest_signs_up_and_is_told_to_look_into_their_mail(client):
    event = EventFactory()
    page = client.get(address_of(event))
    assert page.status_code == 200
    key = page.context["form"]["form_key"].value()

    answer = client.post(address_of(event), as_guest(form_key=key, adults="2", children="1"))
    registration = Registration.objects.get()
    assert (answer.status_code, answer.url) == (303, address_after(event))
    assert registration.attendees.count() == 3
    assert registration.contact.email == "lin@example.org"
    page = client.get(answer.url)
    assert "lin@example.org" in page.content.decode()
    assert registration.code not in page.content.decode()


@pytest.mark.parametrize(
    ("typed", "email", "phone"),
    [
        ("  LIN@Example.org ", "lin@example.org", ""),
        ("138 0013 8000", "", "+8613800138000"),
        ("+44 20 7946 0018", "", "+442079460018"),
    ],
)
def test_guest_is_reached_by_mail_or_phone(client, typed, email, phone):
    client.post(address_of(EventFactory()), as_guest(contact=typed))
    contact = Registration.objects.get().contact
    assert (contact.email, contact.phone) == (email, phone)


def test_without_a_gateway_for_texts_only_mail_is_asked_for(client, settings):
    settings.SMS_GATEWAY = ""
    event = EventFactory()
    assert "mobile" not in client.get(address_of(event)).content.decode()
    assert client.post(address_of(event), as_guest(contact="13800138000")).status_code == 422
    assert client.post(address_of(event), as_guest()).status_code == 303


def test_guest_is_written_to_in_the_language_of_the_page(client):
    client.post(address_of(EventFactory(), "zh-hans"), as_guest())
    assert Registration.objects.get().contact.language == "zh-hans"
    assert OutboxMessage.objects.get().language == "zh-hans"


def test_children_are_told_by_year_where_the_event_has_ages(client):
    event = EventFactory(age_from=3, age_to=6, intake__party_max=4)
    form = client.get(address_of(event)).context["form"]
    assert [field.name for field in form.birth_years] == [f"born_{n}" for n in range(1, 5)]
    assert "children" not in form.fields

    client.post(address_of(event), as_guest(born_1="2021", born_3="2022"))
    ages = Registration.objects.get().attendees.filter(kind="child").values_list("age", flat=True)
    assert sorted(ages) == [4, 5]


def test_grown_ups_event_does_not_ask_for_children(client):
    form = client.get(address_of(EventFactory(age_from=60))).context["form"]
    assert not {"children", "born_1"} & set(form.fields)


def test_full_event_says_so_before_and_leads_to_the_waiting_list(client):
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    page = client.get(address_of(event)).content.decode()
    assert "All places are taken." in page
    assert "Join the waiting list" in page

    client.post(address_of(event), as_guest())
    assert Registration.objects.get(contact__name="Lin Yu").state == PlaceState.WAITING


# A family


def test_family_ticks_who_comes(client, family):
    event = EventFactory()
    page = client.get(address_of(event)).content.decode()
    assert "Ma Li" in page
    assert "6 years" in page

    answer = client.post(address_of(event), {"people": [family["child"].pk]})
    registration = Registration.objects.get()
    assert answer.url == f"/tickets/{registration.code}/"
    assert [attendee.person for attendee in registration.attendees.all()] == [family["child"]]
    assert registration.household == family["household"]
    assert registration.changes.get().changed_by == family["holder"].user


def test_who_cannot_come_is_told_why_before(client, family):
    people = client.get(address_of(EventFactory(age_from=3, age_to=5)))
    assert [(each.can_come, each.hint) for each in people.context["candidates"].people] == [
        (True, "You"),
        (False, "6 years: the event is for 3 to 5 years"),
    ]


def test_only_one_who_can_come_is_ticked(client):
    household = HouseholdFactory()
    client.force_login(household.memberships.get().person.user)
    [alone] = client.get(address_of(EventFactory())).context["candidates"].people
    assert alone.is_chosen


def test_registered_already_is_shown_with_the_ticket(client, family):
    event = EventFactory()
    client.post(address_of(event), {"people": [family["child"].pk]})
    registration = Registration.objects.get()
    page = client.get(address_of(event))
    assert [each.hint for each in page.context["candidates"].people] == [
        "You",
        "Registered already",
    ]
    assert registration.get_absolute_url() in page.content.decode()

    again = client.post(address_of(event), {"people": [family["child"].pk]})
    assert again.status_code == 409
    assert "Xiaoyu: registered for this event already." in said(again)


def test_family_of_a_person_who_came_with_another_family_learns_no_ticket(client, family):
    event = EventFactory()
    other = MembershipFactory(person=family["child"], role="child")
    client.force_login(other.household.memberships.get(role="holder").person.user)
    client.post(address_of(event), {"people": [family["child"].pk]})
    code = Registration.objects.get().code

    client.force_login(family["holder"].user)
    page = client.get(address_of(event)).content.decode()
    assert "Registered already" in page
    assert code not in page


def test_people_of_other_families_cannot_be_chosen(client, family):
    stranger = ChildFactory(person__name="Stranger").person
    answer = client.post(address_of(EventFactory()), {"people": [family["child"].pk, stranger.pk]})
    assert answer.status_code == 422
    assert "Choose people of your own family." in said(answer)
    assert "Stranger" not in answer.content.decode()
    assert not Registration.objects.exists()


def test_ticks_stay_when_the_answer_is_no(client, family):
    event = EventFactory(age_to=5)
    answer = client.post(address_of(event), {"people": [family["holder"].pk, family["child"].pk]})
    assert answer.status_code == 422
    assert [each.is_chosen for each in answer.context["candidates"].people] == [True, False]


# Said before, and said no


@pytest.mark.parametrize(
    ("intake", "sentence"),
    [
        ({"opens_at": NOW + timedelta(days=1)}, "Registration opens on"),
        ({"closes_at": NOW}, "Registration has closed."),
        ({"status": EventStatus.CANCELLED}, "This event is cancelled."),
        ({"way_in": WayIn.DROP_IN}, "Just drop in"),
    ],
)
def test_page_without_a_form_says_why(client, intake, sentence):
    event = EventFactory(**{f"intake__{name}": value for name, value in intake.items()})
    page = client.get(address_of(event))
    assert page.status_code == 200
    assert sentence in page.content.decode()
    assert "<form" not in page.content.decode()

    answer = client.post(address_of(event), as_guest())
    assert answer.status_code == 409
    assert sentence in answer.content.decode()
    assert not Registration.objects.exists()


@pytest.mark.parametrize("fields", [{"live": False}, {"kind": EventKind.INTERNAL}])
@pytest.mark.parametrize("method", ["get", "post"])
def test_drafts_and_internal_events_are_not_there(client, fields, method):
    event = EventFactory(**fields)
    assert getattr(client, method)(address_of(event)).status_code == 404


def test_form_shows_what_was_typed_and_what_is_wrong(client):
    event = EventFactory()
    answer = client.post(address_of(event), as_guest(contact="nonsense", adults="2"))
    assert answer.status_code == 422
    assert "E-mail or mobile phone" in said(answer)
    page = answer.content.decode()
    assert 'value="Lin Yu"' in page
    assert 'value="nonsense"' in page
    assert 'value="2"' in page


def test_refusal_of_the_service_stands_in_the_summary(client):
    event = EventFactory(intake__party_max=3)
    answer = client.post(address_of(event), as_guest(adults="3", children="3"))
    assert answer.status_code == 422
    assert "You can register at most 3 people together." in said(answer)


def test_family_reads_beside_each_what_is_wrong_with_them(client, family):
    baby = ChildFactory(
        household=family["household"], person__name="Tiantian", person__birth_year=2025
    )
    event = EventFactory(age_from=3, age_to=5, intake__party_max=2)
    people = [family["holder"], family["child"], baby.person]
    answer = client.post(address_of(event), {"people": [person.pk for person in people]})

    assert answer.status_code == 422
    shown = answer.context["candidates"].people
    assert {
        str(each.person): [problem.split(":")[0] for problem in each.problems] for each in shown
    } == {
        "Ma Li": [],
        "Xiaoyu": ["Xiaoyu is too old"],
        "Tiantian": ["Tiantian is too young"],
    }
    for sentence in ("at most 2 people", "Xiaoyu is too old", "Tiantian is too young"):
        assert sentence in said(answer)
    assert not Registration.objects.exists()


def test_guest_reads_at_each_field_what_is_wrong_with_whom_it_asks_for(client):
    event = EventFactory(age_from=3, age_to=6)
    children = {"born_1": "2025", "born_3": "2012", "born_4": "2021"}
    answer = client.post(address_of(event), as_guest(**children))
    assert {name: len(sentences) for name, sentences in answer.context["form"].errors.items()} == {
        "born_1": 1,
        "born_3": 1,
    }
    assert "Child 2 is too old" in answer.context["form"].errors["born_3"][0]


def test_machines_fill_in_everything(client):
    answer = client.post(address_of(EventFactory()), as_guest(website="http://spam.example"))
    assert answer.status_code == 422
    assert not Registration.objects.exists()


def test_page_keeps_no_session_for_visitors(client):
    event = EventFactory()
    page = client.get(address_of(event))
    answer = client.post(address_of(event), as_guest())
    assert "sessionid" not in {*page.cookies, *answer.cookies}
    assert "private" in page["Cache-Control"]


def test_wrong_words_in_the_address_lead_to_the_right(client):
    event = EventFactory(title_en="Storytime")
    answer = client.get(f"/events/wrong-words-{event.pk}/register/")
    assert (answer.status_code, answer.url) == (301, address_of(event))


def test_form_is_protected_against_other_sites(client):
    client.handler.enforce_csrf_checks = True
    assert client.post(address_of(EventFactory()), as_guest()).status_code == 403


# Limits


def test_one_address_signs_up_only_so_often(client, monkeypatch):
    few = register_view.Limit("few", most=2, span=timedelta(hours=1))
    monkeypatch.setattr(register_view, "PER_CONTACT", few)
    for number in range(2):
        event = EventFactory()
        assert client.post(address_of(event), as_guest(name=f"G{number}")).status_code == 303
    answer = client.post(address_of(event), as_guest(name="G3"))
    assert (answer.status_code, answer["Retry-After"]) == (429, "3600")
    assert "Wait 60 minutes" in said(answer)
    assert 'value="G3"' in answer.content.decode()
    assert client.post(address_of(event), as_guest(contact="b@example.org")).status_code == 303


def test_three_hundred_behind_one_connection_all_get_in(client):
    event = EventFactory(places=400)
    for number in range(300):
        form = as_guest(name=f"Guest {number}", contact=f"g{number}@example.org")
        assert client.post(address_of(event), form).status_code == 303
    assert event.pools.get().taken == 300


def test_nobody_is_written_to_all_day_long(client, set_clock):
    event = EventFactory(places=100)
    for hour in range(3):
        set_clock(NOW + timedelta(hours=2 * hour))
        answers = [client.post(address_of(event), as_guest(name=f"{hour} {n}")) for n in range(20)]
        assert {answer.status_code for answer in answers} == {429 if hour == 2 else 303}
    assert OutboxMessage.objects.count() == register_view.PER_CONTACT_AND_DAY.most


def test_connection_has_a_limit_too(client, monkeypatch):
    few = register_view.Limit("few", most=1, span=timedelta(minutes=10))
    monkeypatch.setattr(register_view, "PER_CONNECTION", few)
    event = EventFactory()
    statuses = [
        client.post(
            address_of(event), as_guest(contact=f"g{number}@example.org"), REMOTE_ADDR=source
        ).status_code
        for number, source in enumerate(["192.0.2.1", "192.0.2.1", "192.0.2.2"])
    ]
    assert statuses == [303, 429, 303]


# Budgets: at most 10 statements for the whole request


def test_statements_of_a_guest_who_is_seated(client):
    event = EventFactory()
    with statements() as sql:
        assert client.post(address_of(event), as_guest()).status_code == 303
    assert len(sql) == 4


def test_statements_of_a_guest_who_waits(client):
    event = EventFactory(places=1)
    sign_up(event, guest("First"))
    with statements() as sql:
        assert client.post(address_of(event), as_guest()).status_code == 303
    assert len(sql) == 5


def test_statements_of_a_family_that_is_seated(client, family):
    event = EventFactory()
    with statements() as sql:
        answer = client.post(
            address_of(event), {"people": [family["holder"].pk, family["child"].pk]}
        )
    assert answer.status_code == 302
    assert len(sql) == 6


def test_statements_of_a_family_that_waits(client, family):
    event = EventFactory(places=2)
    sign_up(event, guest("First"))
    people = [family["holder"].pk, family["child"].pk]
    with statements() as sql:
        assert client.post(address_of(event), {"people": people}).status_code == 302
    assert Registration.objects.get(household=family["household"]).is_waiting
    # A place is free, though not for all of them: whether it is somebody else's takes a look.
    assert len(sql) == 10


# Bad input


@pytest.mark.parametrize(
    "fields",
    [
        {"name": ""},
        {"name": "x" * 81},
        {"name": "Lin\x00Yu"},
        {"contact": ""},
        {"contact": "a@" + "b" * 300 + ".org"},
        {"contact": "lin\x00@example.org"},
        {"contact": "lin@example.org\nBcc: all@example.org"},
        {"contact": "1"},
        {"contact": "9" * 40},
        {"adults": ""},
        {"adults": "-1"},
        {"adults": "1e9"},
        {"adults": "9" * 5000},
        {"adults": "9" * 30},
        {"adults": "two"},
        {"adults": "1.5"},
        {"adults": "0", "children": "0"},
        {"children": "-3"},
        {"children": "99999999999999999999"},
        {"children": "\x00"},
    ],
)
def test_bad_fields_of_a_guest_are_answered_with_a_sentence(client, fields):
    answer = client.post(address_of(EventFactory()), as_guest(**fields))
    assert answer.status_code == 422
    assert said(answer)
    assert not Registration.objects.exists()
    assert not Person.objects.exists()


@pytest.mark.parametrize(
    "year", ["1", "-2019", "2027", "99999999999999999999", "two", "2019.5", "\x00", "1900"]
)
def test_bad_years_of_birth_are_answered_with_a_sentence(client, year):
    event = EventFactory(age_from=3)
    answer = client.post(address_of(event), as_guest(born_1=year))
    assert answer.status_code == 422
    assert "Child 1" in said(answer)


@pytest.mark.parametrize(
    "people", [[], ["x"], ["-1"], ["0"], ["9" * 30], ["1.5"], ["\x00"], ["1"] * 900]
)
def test_bad_people_of_a_family_are_answered_with_a_sentence(client, family, people):
    answer = client.post(address_of(EventFactory()), {"people": people})
    assert answer.status_code == 422
    assert said(answer)


@pytest.mark.parametrize("key", ["", "x", "\x00", "9" * 900, "{}", "1" * 32])
def test_bad_form_key_is_no_obstacle(client, key):
    assert client.post(address_of(EventFactory()), as_guest(form_key=key)).status_code == 303


def test_nothing_at_all_is_answered_with_sentences(client):
    answer = client.post(address_of(EventFactory()), {})
    assert answer.status_code == 422
    assert "Your name" in said(answer)


def test_what_is_no_form_is_answered_with_sentences(client):
    event = EventFactory()
    for body, kind in [(b"\xff\xfe", "application/json"), (b"[1,2", "text/plain")]:
        answer = client.post(address_of(event), data=body, content_type=kind)
        assert answer.status_code == 422


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_refused(client, method):
    assert getattr(client, method)(address_of(EventFactory())).status_code == 405


@pytest.mark.parametrize("pk", ["0", "9" * 18, "9" * 40])
@pytest.mark.parametrize("method", ["get", "post"])
def test_unknown_events_are_not_found(client, pk, method):
    assert getattr(client, method)(f"/events/x-{pk}/register/").status_code == 404


def test_markup_in_what_is_typed_stays_text(client):
    name = '<img src=x onerror="alert(1)">'
    answer = client.post(address_of(EventFactory()), as_guest(name=name, contact=""))
    page = answer.content.decode()
    assert name not in page
    assert escape(name) in page
