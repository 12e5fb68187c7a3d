"""Rules about parties: each is judged by itself, all speak at once, and pages say them before."""

from __future__ import annotations

import json
import threading
from dataclasses import replace
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from hypothesis import given
from hypothesis import strategies as st

from brands.choices import ReaderCardRule
from core import clock
from events.choices import AttendeeKind, CardStanding, PlaceState, RegistrationChannel
from events.errors import (
    ConsentMissing,
    PartyTooLarge,
    ReaderCardMissing,
    ReaderCardUnknown,
    ResidentsFirst,
    TooFewAdults,
    TooOld,
    TooYoung,
)
from events.models import Event, Intake, ReaderCard, Registration
from events.services.registration.parties import Member, Party
from events.services.registration.reader_cards import GivenCard, look_at_card
from events.services.registration.rules import day_of_ages, findings
from events.services.registration.who_may_come import WhoMayCome, change_who_may_come, in_words
from events.views.register import CARDS_PER_ACCOUNT
from staff.models import LogEntry
from tests.events.parties import NOW, family, guest, refused_for, sign_up
from tests.factories.events import EventFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory

pytestmark = pytest.mark.django_db

LATER = NOW + timedelta(days=3)
GOOD_CARD = GivenCard("1234", CardStanding.LOOKS_RIGHT)


@pytest.fixture
def at_that_time(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


def page_of(event):
    return reverse("register", args=[event.slug, event.pk])


def typed(**fields):
    return {"name": "Lin", "contact": "lin@example.org", "adults": 1, "children": 0} | fields


# All at once


def test_everything_that_is_wrong_is_said_at_once():
    household = HouseholdFactory()
    old = ChildFactory(household=household, person__name="Old", person__birth_year=2012)
    young = ChildFactory(
        household=household, person__name="Young", person__birth_year=2025, agreed=False
    )
    event = EventFactory(
        age_from=3,
        age_to=6,
        intake__party_max=2,
        intake__children_per_adult=1,
        intake__residents_until=LATER,
        intake__reader_card=ReaderCardRule.FORMAT,
    )
    with refused_for(
        *(PartyTooLarge, TooOld, TooYoung, TooFewAdults),
        *(ResidentsFirst, ReaderCardMissing, ConsentMissing),
    ) as found:
        sign_up(event, family(old, young))
    assert [finding.label for finding in found] == ["", "Old", "Young", "", "", "", "Young"]
    assert not Registration.objects.exists()


def test_staff_pass_over_all_rules():
    event = EventFactory(
        intake__children_per_adult=1,
        intake__residents_until=LATER,
        intake__reader_card=ReaderCardRule.FORMAT,
    )
    party = guest(adults=1, children=3)
    registration = sign_up(event, party, channel=RegistrationChannel.DESK)
    assert registration.state == PlaceState.SEATED


# One adult for so many children


@pytest.mark.parametrize(("adults", "children"), [(1, 2), (2, 4), (3, 0), (1, 0)])
def test_enough_adults(adults, children):
    event = EventFactory(intake__children_per_adult=2)
    party = guest(adults=adults, children=children)
    assert sign_up(event, party).state == PlaceState.SEATED


@pytest.mark.parametrize(("adults", "children"), [(0, 1), (1, 3), (2, 5)])
def test_too_few_adults(adults, children):
    event = EventFactory(places=9, intake__children_per_adult=2, intake__party_max=9)
    with refused_for(TooFewAdults) as found:
        sign_up(event, guest(adults=adults, children=children))
    assert "at most 2 of the children" in found[0].sentence


def test_without_the_rule_children_come_alone():
    assert sign_up(EventFactory(), guest(adults=0, children=3)).state == PlaceState.SEATED


def test_the_database_knows_no_adult_who_looks_after_nobody():
    event = EventFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Intake.objects.filter(event=event).update(children_per_adult=0)


MEMBERS = st.lists(
    st.builds(
        Member,
        label=st.sampled_from(["Bao", "Pip", "Lin"]),
        kind=st.sampled_from(AttendeeKind),
        birth_year=st.none() | st.integers(1940, 2026),
        misses_consent=st.booleans(),
    ),
    max_size=8,
)
INTAKES = st.builds(
    Intake,
    event=st.builds(
        Event,
        age_from=st.none() | st.integers(0, 70),
        age_to=st.none() | st.integers(0, 70),
    ),
    party_max=st.integers(1, 9),
    children_per_adult=st.none() | st.integers(1, 5),
    residents_until=st.none() | st.just(LATER),
    reader_card=st.sampled_from(ReaderCardRule),
)


def codes(members, intake):
    party = Party(members=tuple(members), contact=None)
    day = day_of_ages(intake.event, now=NOW)
    return [finding.code for finding in findings(party, intake, day=day, now=NOW)]


@given(members=MEMBERS, intake=INTAKES)
def test_another_adult_is_never_one_too_few(members, intake):
    before = codes(members, intake)
    after = codes([*members, Member(label="Wei", kind=AttendeeKind.ADULT)], intake)
    assert after.count("too_few_adults") <= before.count("too_few_adults")


@given(members=MEMBERS, intake=INTAKES)
def test_the_order_of_a_party_means_nothing(members, intake):
    assert sorted(codes(members, intake)) == sorted(codes(members[::-1], intake))


@given(members=MEMBERS, intake=INTAKES, stays=st.integers(0, 7))
def test_who_stays_at_home_is_complained_of_no_more(members, intake, stays):
    """And those who come are not the worse for it, but where they lose the child they came with."""
    rest = members[:stays] + members[stays + 1 :]
    party = Party(members=tuple(rest), contact=None)
    found = findings(party, intake, day=NOW.date(), now=NOW)
    assert all(finding.member is None or finding.member in rest for finding in found)
    before, after = codes(members, intake), codes(rest, intake)
    for code in ("party_too_large", "too_young", "consent_missing"):
        assert after.count(code) <= before.count(code)


# Residents first


def test_residents_register_first(settings):
    settings.CITY_EN = "Changhe"
    event = EventFactory(intake__residents_until=LATER)
    with refused_for(ResidentsFirst) as found:
        sign_up(event, guest("Elsewhere"))
    assert "people who live in Changhe" in found[0].sentence
    assert sign_up(event, replace(guest("Here"), lives_here=True)).state == PlaceState.SEATED


def test_then_it_is_open_to_all():
    event = EventFactory(intake__residents_until=LATER)
    assert sign_up(event, now=LATER).state == PlaceState.SEATED


def test_a_family_says_once_where_it_lives(client, at_that_time):
    household = HouseholdFactory()
    holder = household.memberships.get().person
    client.force_login(holder.user)
    first = EventFactory(intake__residents_until=LATER)
    page = client.get(page_of(first))
    assert "I live in this city" in page.content.decode()
    assert "Until Tue 28 Apr, 10:00 only for people who live in this city" in page.content.decode()

    refused = client.post(page_of(first), {"people": [holder.pk]})
    assert refused.status_code == 422
    assert "residents_first" in [each.code for each in refused.context["form"].findings]
    assert "lives_here" in refused.context["form"].errors
    assert (
        client.post(page_of(first), {"people": [holder.pk], "lives_here": "on"}).status_code == 302
    )

    second = EventFactory(intake__residents_until=LATER)
    assert "lives_here" not in client.get(page_of(second)).context["form"].fields
    assert client.post(page_of(second), {"people": [holder.pk]}).status_code == 302


def test_who_is_refused_has_not_declared_anything(client, at_that_time):
    household = HouseholdFactory()
    holder = household.memberships.get().person
    client.force_login(holder.user)
    event = EventFactory(age_to=6, intake__residents_until=LATER)
    client.post(page_of(event), {"people": [holder.pk], "lives_here": "on"})
    household.refresh_from_db()
    assert not household.lives_here


def test_nobody_is_asked_where_it_does_not_matter(client, at_that_time):
    fields = client.get(page_of(EventFactory())).context["form"].fields
    assert not {"lives_here", "reader_number"} & set(fields)


# Reader cards


class LibrarySystem:
    """A library system on this machine; `answer` is what it says, `asked` what it heard."""

    def __init__(self):
        self.asked, self.answer, self.status = [], b'{"valid": true}', 200
        system = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                system.asked.append((self.path, self.headers["Authorization"], json.loads(body)))
                self.send_response(system.status)
                self.send_header("Location", "/elsewhere")
                self.end_headers()
                self.wfile.write(system.answer)

            def log_message(self, *args):
                """Tests are quiet."""

        self.server = HTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}/cards"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def close(self):
        self.server.shutdown()
        self.server.server_close()


@pytest.fixture
def library_system(settings):
    system = LibrarySystem()
    settings.READER_CARD_CHECKER = "events.services.registration.reader_cards.by_library_system"
    settings.READER_CARD_URL, settings.READER_CARD_TOKEN = system.url, "token"
    yield system
    system.close()


@pytest.mark.parametrize(
    ("number", "standing"),
    [
        ("20261234", CardStanding.LOOKS_RIGHT),
        (" 2026-1234 ", CardStanding.LOOKS_RIGHT),
        ("ab 123456", CardStanding.LOOKS_RIGHT),
        ("123", CardStanding.UNKNOWN),
        ("2026 1234; drop", CardStanding.UNKNOWN),
    ],
)
def test_a_number_must_look_like_one(number, standing):
    assert look_at_card(number, rule=ReaderCardRule.FORMAT).standing == standing


def test_the_library_says_what_its_numbers_look_like(settings):
    settings.READER_CARD_PATTERN = r"33\d{6}"
    assert look_at_card("33123456", rule=ReaderCardRule.FORMAT) == GivenCard(
        "3456", CardStanding.LOOKS_RIGHT
    )
    assert look_at_card("44123456", rule=ReaderCardRule.FORMAT).is_unknown


def test_the_library_system_is_asked_with_the_number_in_no_address(library_system):
    card = look_at_card("2026 1234", rule=ReaderCardRule.VERIFIED)
    assert card == GivenCard("1234", CardStanding.KNOWN)
    assert library_system.asked == [("/cards", "Bearer token", {"number": "20261234"})]


def test_the_library_system_does_not_know_the_card(library_system):
    library_system.answer = b'{"valid": false}'
    assert look_at_card("20261234", rule=ReaderCardRule.VERIFIED).is_unknown


def test_what_does_not_look_like_a_number_is_sent_to_nobody(library_system):
    assert look_at_card("ten, please", rule=ReaderCardRule.VERIFIED).is_unknown
    assert library_system.asked == []


@pytest.mark.parametrize(
    ("status", "answer"),
    [(500, b""), (302, b""), (200, b"<html>"), (200, b"[]"), (200, b"{}"), (200, b"\xff")],
)
def test_nobody_is_refused_because_a_system_is_down(library_system, status, answer):
    library_system.status, library_system.answer = status, answer
    card = look_at_card("20261234", rule=ReaderCardRule.VERIFIED)
    assert card.standing == CardStanding.NOT_VERIFIED
    assert len(library_system.asked) == 1, "a redirection was followed"
    event = EventFactory(intake__reader_card=ReaderCardRule.VERIFIED)
    assert sign_up(event, replace(guest(), card=card)).state == PlaceState.SEATED


def test_nor_because_it_is_not_there_at_all(library_system):
    library_system.close()
    card = look_at_card("20261234", rule=ReaderCardRule.VERIFIED)
    assert card.standing == CardStanding.NOT_VERIFIED


def test_the_log_of_a_failure_does_not_tell_the_number(library_system, caplog):
    library_system.status = 500
    look_at_card("20261234", rule=ReaderCardRule.VERIFIED)
    assert "did not check a reader card" in caplog.text
    assert "1234" not in caplog.text


def test_an_unknown_card_is_no_card():
    event = EventFactory(intake__reader_card=ReaderCardRule.FORMAT)
    with refused_for(ReaderCardUnknown):
        sign_up(event, replace(guest(), card=GivenCard("12", CardStanding.UNKNOWN)))


def test_last_digits_are_kept_and_nothing_else(client, at_that_time):
    event = EventFactory(intake__reader_card=ReaderCardRule.FORMAT)
    assert client.post(page_of(event), typed(reader_number="2026 98761234")).status_code == 303
    assert list(ReaderCard.objects.values_list("last_digits", "standing")) == [
        ("1234", CardStanding.LOOKS_RIGHT)
    ]


def test_a_number_that_is_no_use_is_said_at_its_field(client, at_that_time):
    event = EventFactory(intake__reader_card=ReaderCardRule.FORMAT)
    for number, sentence in [("", "Enter the number on the card"), ("12", "not the number of")]:
        form = client.post(page_of(event), typed(reader_number=number)).context["form"]
        assert list(form.errors) == ["reader_number"]
        assert sentence in form.errors["reader_number"][0]


def test_nobody_tries_out_whose_numbers_are_cards(client, at_that_time, library_system):
    holder = HouseholdFactory().memberships.get().person
    client.force_login(holder.user)
    library_system.answer = b'{"valid": false}'
    event = EventFactory(intake__reader_card=ReaderCardRule.VERIFIED)
    answers = [
        client.post(page_of(event), {"people": [holder.pk], "reader_number": str(20261234 + n)})
        for n in range(CARDS_PER_ACCOUNT.most + 1)
    ]
    assert {answer.status_code for answer in answers[:-1]} == {422}
    assert answers[-1].status_code == 429
    assert len(library_system.asked) == CARDS_PER_ACCOUNT.most


def test_a_form_sent_again_lands_on_its_registration_whatever_the_system_says(
    client, at_that_time, library_system
):
    event = EventFactory(intake__reader_card=ReaderCardRule.VERIFIED)
    key = client.get(page_of(event)).context["form"]["form_key"].value()
    sent = typed(reader_number="20261234", form_key=key)
    client.post(page_of(event), sent)
    library_system.status = 500
    assert client.post(page_of(event), sent).status_code == 303
    assert Registration.objects.count() == 1
    assert ReaderCard.objects.get().standing == CardStanding.KNOWN


def test_no_card_is_kept_that_was_not_asked_for(client, at_that_time):
    client.post(page_of(EventFactory()), typed(reader_number="20261234"))
    assert Registration.objects.exists()
    assert not ReaderCard.objects.exists()


# Told before, changed at the desk


def test_rules_are_told_on_the_page_of_the_event(client, at_that_time):
    event = EventFactory(
        intake__children_per_adult=5,
        intake__residents_until=LATER,
        intake__reader_card=ReaderCardRule.FORMAT,
    )
    page = client.get(event.get_absolute_url()).content.decode()
    for sentence in in_words(event.intake, now=NOW):
        assert sentence in page
    assert "One adult for every 5 children." in page
    assert in_words(event.intake, now=LATER) == [
        "One adult for every 5 children.",
        "Have your reader card at hand: we ask for its number.",
    ]


def test_rules_are_changed_and_the_change_is_logged():
    event, user = EventFactory(), UserFactory()
    rules = WhoMayCome(children_per_adult=4, reader_card=ReaderCardRule.FORMAT)
    change_who_may_come(event, rules, by=user)
    intake = Intake.objects.get(event=event)
    assert (intake.children_per_adult, intake.reader_card) == (4, ReaderCardRule.FORMAT)
    entry = LogEntry.objects.for_instance(event).get()
    assert entry.data == {"changed": ["children_per_adult", "reader_card"]}
