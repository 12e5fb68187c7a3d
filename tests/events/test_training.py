"""Internal events: there for staff, and for nobody else at any address."""

from __future__ import annotations

import uuid

import pytest
from django.urls import reverse

from brands.choices import EventKind, WayIn
from core import clock
from events.choices import PlaceState, Shape
from events.errors import LibraryDecidesWhoJoins
from events.models import Registration
from events.services.details import details_of
from events.services.printing.poster import poster_digest
from events.services.printing.social import picture_digest
from events.services.printing.told import told_in_public
from events.services.registration.party_changes import Wish
from events.services.registration.party_edit import change_party
from events.services.training import own_party
from notifications.models import OutboxMessage
from staff.choices import StaffRole
from tests.events.parties import NOW, sign_up
from tests.events.registration.test_party_edit import everyone_of
from tests.factories.draws import DrawFactory
from tests.factories.events import EventFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def two_weeks_before(monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOW)


@pytest.fixture
def training():
    return EventFactory(
        kind=EventKind.INTERNAL,
        title_en="Cataloguing picture books",
        summary_en="Secretly useful",
        intake__draw=DrawFactory(),
    )


@pytest.fixture
def staff(client):
    user = StaffScopeFactory(role=StaffRole.DOOR, user__name="Librarian Zhou").user
    client.force_login(user)
    return user


def register_url(event):
    return reverse("register", args=[event.slug, event.pk])


def public_addresses(event):
    """Everything that hangs on an event and anyone may ask for."""
    named = [event.slug, event.pk]
    printed = told_in_public(details_of(event, now=NOW))
    return [
        event.get_absolute_url(),
        register_url(event),
        reverse("registered", args=named),
        reverse("event_places", args=named),
        reverse("event_calendar", args=named),
        reverse("event_draw", args=named),
        reverse("draw_entries", args=named),
        reverse("share_picture", args=[event.pk, picture_digest(printed, Shape.LINK)]),
        reverse("event_poster", args=[event.pk, poster_digest(printed), "pdf"]),
        reverse("event_poster", args=[event.pk, poster_digest(printed), "png"]),
    ]


class TestForOthers:
    @pytest.mark.parametrize("who", ["a visitor", "a reader"])
    def test_every_address_of_it_is_a_404(self, client, training, who):
        if who == "a reader":
            client.force_login(HouseholdFactory().memberships.get().person.user)
        answers = {url: client.get(url).status_code for url in public_addresses(training)}
        assert answers == dict.fromkeys(answers, 404)
        in_chinese = [f"/zh-hans{url}" for url in answers]
        assert {client.get(url).status_code for url in in_chinese} == {404}
        assert client.get(reverse("training")).status_code == 404

    def test_these_are_all_addresses(self, training):
        """A new address of events has to say whether it shows internal ones."""
        from events.urls import language_neutral, urlpatterns

        with_a_key = {
            pattern.name
            for pattern in [*urlpatterns, *language_neutral]
            if "<int:pk>" in str(pattern.pattern)
        }
        tested = {
            "event",
            "register",
            "registered",
            "event_places",
            "event_calendar",
            "event_draw",
            "draw_entries",
            "share_picture",
            "event_poster",
        }
        # Of a follow the kind is part of the key; a programme's poster lists public dates alone;
        # photos have keys and tests of their own.
        assert with_a_key - tested == {"follow", "programme_poster", "event_photo"}

    def test_it_cannot_be_followed(self, client, training):
        client.force_login(UserFactory())
        assert client.get(reverse("follow", args=["event", training.pk])).status_code == 404

    @pytest.mark.parametrize(
        "name", ["event_list", "event_feed", "event_rss", "event_json", "embedded_list"]
    )
    def test_no_list_or_feed_tells_of_it(self, client, training, name):
        EventFactory(title_en="Public storytime")
        told = client.get(reverse(name)).content.decode()
        assert "Public storytime" in told
        assert "Cataloguing" not in told
        assert "Secretly" not in told

    def test_search_and_sitemap_do_not_know_it(self, client, training):
        found = client.get(reverse("event_list"), {"q": "Cataloguing"}).content.decode()
        assert training.get_absolute_url() not in found
        sitemap = client.get("/sitemap.xml").content.decode()
        assert training.get_absolute_url() not in sitemap

    def test_nobody_registers_by_sending_the_form(self, client, training):
        answer = client.post(
            register_url(training),
            {
                "form_key": str(uuid.uuid4()),
                "name": "Lin",
                "contact": "lin@example.org",
                "adults": "1",
            },
        )
        assert answer.status_code == 404
        assert not Registration.objects.exists()


class TestForStaff:
    def test_stands_on_their_own_list(self, client, staff, training):
        EventFactory(title_en="Public storytime")
        EventFactory(kind=EventKind.INTERNAL, live=False, title_en="Draft training")
        page = words(parsed(client.get(reverse("training"))))
        assert "Cataloguing picture books" in page
        assert "Public storytime" not in page
        assert "Draft training" not in page

    @pytest.mark.usefixtures("staff")
    def test_page_is_kept_by_nobody_and_hands_nothing_on(self, client, training):
        answer = client.get(training.get_absolute_url())
        page = parsed(answer)
        assert page.select_one("h1").get_text() == "Cataloguing picture books"
        assert "public" not in answer["Cache-Control"]
        assert not page.select(
            "live-places, script[type='application/ld+json'], link[rel=alternate]"
        )
        assert "/share/" not in str(page)
        assert "/follow/event/" not in str(page)
        assert ".ics" not in str(page)

    @pytest.mark.usefixtures("staff")
    def test_what_is_handed_on_stays_closed(self, client, training):
        registered = reverse("registered", args=[training.slug, training.pk])
        open_to_staff = {training.get_absolute_url(), register_url(training), registered}
        for url in set(public_addresses(training)) - open_to_staff:
            assert client.get(url).status_code == 404

    def test_who_has_no_family_registers_by_themselves(self, client, staff, training):
        page = parsed(client.get(register_url(training)))
        assert "Librarian Zhou" in words(page.select_one("form.form"))
        answer = client.post(register_url(training), {"form_key": str(uuid.uuid4())})
        registration = Registration.objects.get()
        assert answer.url == registration.get_absolute_url()
        assert registration.state == PlaceState.SEATED
        assert registration.attendees.get().person.user == staff
        assert OutboxMessage.objects.get().kind == "registration-confirmed"
        listed = parsed(client.get(reverse("training")))
        assert listed.select_one(f"a[href='{registration.get_absolute_url()}']")

    def test_the_family_does_not_come_along(self, client, training):
        child = ChildFactory(household=HouseholdFactory())
        holder = child.household.memberships.get(role="holder").person
        StaffScopeFactory(user=holder.user)
        client.force_login(holder.user)
        client.post(
            register_url(training),
            {"form_key": str(uuid.uuid4()), "people": [holder.pk, child.person_id]},
        )
        assert Registration.objects.get().household == child.household
        assert Registration.objects.get().attendees.get().person == holder

    def test_nor_later_by_changing_who_comes(self, client, training):
        child = ChildFactory(household=HouseholdFactory(), person__name="Xiaoyu")
        holder = child.household.memberships.get(role="holder").person
        StaffScopeFactory(user=holder.user)
        client.force_login(holder.user)
        registration = sign_up(training, own_party(holder.user, now=NOW), by=holder.user)
        address = reverse("ticket_people", args=[registration.code])
        assert "Xiaoyu" not in client.get(address).content.decode()
        wanted = [holder.pk, child.person_id]
        assert client.post(address, {"people": wanted}).status_code == 422
        with pytest.raises(LibraryDecidesWhoJoins):
            change_party(
                registration_id=registration.pk,
                wish=Wish(people=frozenset(wanted)),
                members=everyone_of(child.household),
                now=NOW,
            )
        assert registration.attendees.count() == 1

    @pytest.mark.usefixtures("staff")
    def test_twice_is_once(self, client, training):
        for _ in range(2):
            answer = client.post(register_url(training), {"form_key": str(uuid.uuid4())})
        assert answer.status_code == 409
        assert Registration.objects.count() == 1

    def test_full_means_the_waiting_list(self, client, staff):
        event = EventFactory(kind=EventKind.INTERNAL, places=1)
        first = StaffScopeFactory().user
        client.force_login(first)
        client.post(register_url(event), {"form_key": str(uuid.uuid4())})
        client.force_login(staff)
        client.post(register_url(event), {"form_key": str(uuid.uuid4())})
        assert Registration.objects.last().is_waiting

    def test_whose_scope_has_ended_sees_nothing(self, client, training):
        former = StaffScopeFactory(ends_on=NOW.date()).user
        client.force_login(former)
        assert client.get(training.get_absolute_url()).status_code == 404
        assert client.get(reverse("training")).status_code == 404

    @pytest.mark.usefixtures("staff")
    def test_drop_in_needs_no_ticket(self, client):
        event = EventFactory(kind=EventKind.INTERNAL, intake__way_in=WayIn.DROP_IN)
        page = words(parsed(client.get(event.get_absolute_url())))
        assert "Just drop in" in page


def test_service_asks_who_it_is(training):
    with pytest.raises(Exception, match="not open to the public"):
        sign_up(training)
    assert sign_up(training, by=StaffScopeFactory().user).is_seated
