import json

import pytest
from django.urls import reverse
from django.utils import timezone
from wagtail.models import Revision

from brands.choices import AccessOffer, EventLanguage
from events.choices import Standing
from events.models import Event, Intake
from network.choices import ReviewRule
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.brands import BrandFactory, ProgrammeFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

RICH = json.dumps({"blocks": [], "entityMap": {}})


@pytest.fixture
def coordinator():
    return StaffScopeFactory().user


@pytest.fixture
def signed_in(client, coordinator):
    client.force_login(coordinator)
    return client


def typed(event=None, **changes):
    """What the editor posts: the event as it is, with changes."""
    values = {
        "title_en": event.title_en if event else "Lanterns",
        "title_zh": event.title_zh if event else "灯笼",
        "summary_en": "",
        "summary_zh": "",
        "description_en": RICH,
        "description_zh": RICH,
        "bring_en": "",
        "bring_zh": "",
        "kind": "reading",
        "audience": "everyone",
        "attendance_mode": "onsite",
        "branch": event.branch_id if event else "",
        "brand": (event.brand_id or "") if event else "",
        "programme": (event.programme_id or "") if event else "",
    }
    return values | changes


def edit_url(event):
    return reverse("events_admin:edit", args=[event.pk])


def desk_url(event):
    return reverse("desk:overview", args=[event.pk])


@pytest.mark.parametrize("name", ["go_live_at", "expire_at"])
@pytest.mark.parametrize("year", ["0001", "9999"])
def test_nothing_is_published_in_years_that_cannot_be_meant(signed_in, client, name, year):
    event = EventFactory()
    moment = {name: f"{year}-12-31 00:00", "action-publish": "action-publish"}
    answer = signed_in.post(edit_url(event), typed(event, **moment))

    assert answer.status_code == 200
    assert name in answer.context["form"].errors
    event.refresh_from_db()
    assert getattr(event, name) is None


class TestFromScratch:
    def test_becomes_a_draft_that_has_a_way_in(self, signed_in, coordinator):
        branch = BranchFactory()
        response = signed_in.post(reverse("events_admin:add"), typed(branch=branch.pk))
        event = Event.objects.get()
        assert response.url == edit_url(event)
        assert (event.live, event.branch, event.latest_revision.user) == (
            False,
            branch,
            coordinator,
        )
        assert Intake.objects.get().event == event

    def test_is_never_published_at_once(self, signed_in):
        branch = BranchFactory(review_rule=ReviewRule.ONE)
        data = typed(branch=branch.pk, **{"action-publish": "action-publish"})
        signed_in.post(reverse("events_admin:add"), data)
        assert Event.objects.get().standing == Standing.DRAFT
        assert "action-publish" not in signed_in.get(reverse("events_admin:add")).content.decode()

    def test_autosave_makes_a_draft_that_has_a_way_in(self, signed_in):
        data = typed(branch=BranchFactory().pk)
        answer = signed_in.post(
            reverse("events_admin:add"), data, headers={"Accept": "application/json"}
        )
        assert answer.json()["success"]
        assert Event.objects.get().intake.party_max == 6


class TestForm:
    def test_programme_names_the_brand(self, signed_in):
        programme = ProgrammeFactory()
        data = typed(branch=BranchFactory().pk, programme=programme.pk)
        signed_in.post(reverse("events_admin:add"), data)
        assert Event.objects.get().brand == programme.brand

    def test_error_is_said_and_loses_nothing_that_was_typed(self, signed_in):
        programme, other = ProgrammeFactory(name_en="Tales"), BrandFactory()
        data = typed(
            branch=BranchFactory().pk,
            programme=programme.pk,
            brand=other.pk,
            summary_en="A long evening",
            access_offers=[AccessOffer.COMPANION],
        )
        html = signed_in.post(reverse("events_admin:add"), data).content.decode()
        assert "Tales belongs to" in html
        assert "A long evening" in html
        assert not Event.objects.exists()

    def test_one_title_is_enough_and_none_too_little(self, signed_in):
        branch = BranchFactory().pk
        signed_in.post(reverse("events_admin:add"), typed(branch=branch, title_en=""))
        assert Event.objects.get().title_zh == "灯笼"
        data = typed(branch=branch, title_en="", title_zh="")
        html = signed_in.post(reverse("events_admin:add"), data).content.decode()
        assert "Give the event a title" in html
        assert Event.objects.count() == 1

    def test_ages_must_not_cross(self, signed_in):
        data = typed(branch=BranchFactory().pk, age_from=9, age_to=6)
        html = signed_in.post(reverse("events_admin:add"), data).content.decode()
        assert "The oldest must not be younger than the youngest." in html
        assert not Event.objects.exists()

    def test_access_needs_and_languages_are_ticked(self, signed_in):
        offers = [AccessOffer.WHEELCHAIR, AccessOffer.HEARING_LOOP]
        spoken = [EventLanguage.MANDARIN, EventLanguage.SIGN]
        data = typed(branch=BranchFactory().pk, access_offers=offers, languages=spoken)
        signed_in.post(reverse("events_admin:add"), data)
        assert Event.objects.get().access_offers == offers
        assert Event.objects.get().languages == spoken

    def test_retired_brand_is_not_offered_but_kept_where_it_is(self, signed_in):
        retired = BrandFactory(retired_on=timezone.localdate())
        event = EventFactory(brand=retired)
        assert f'value="{retired.pk}"' in str(
            signed_in.get(edit_url(event)).context["form"]["brand"]
        )
        fresh = signed_in.get(reverse("events_admin:add")).context["form"]
        assert retired not in fresh.fields["brand"].queryset

    def test_branch_of_a_known_event_stays(self, signed_in):
        event = EventFactory(live=False)
        other = BranchFactory()
        signed_in.post(edit_url(event), typed(event, branch=other.pk, title_en="New"))
        event.refresh_from_db()
        assert (event.title_en, event.branch == other) == ("New", False)


class TestPublishing:
    def test_at_once_where_no_review_is_needed(self, signed_in):
        event = EventFactory(live=False)
        html = signed_in.get(edit_url(event)).content.decode()
        assert "Ask for review" not in html
        data = typed(event, title_en="New", **{"action-publish": "action-publish"})
        response = signed_in.post(edit_url(event), data)
        event.refresh_from_db()
        assert response.url == desk_url(event)
        assert (event.live, event.title_en) == (True, "New")

    def test_asks_for_a_review_where_one_is_needed(self, signed_in):
        event = EventFactory(live=False, branch__review_rule=ReviewRule.ONE)
        assert "Ask for review" in signed_in.get(edit_url(event)).content.decode()
        data = typed(event, **{"action-publish": "action-publish"})
        signed_in.post(edit_url(event), data)
        event.refresh_from_db()
        assert event.standing == Standing.IN_REVIEW

    def test_changing_the_brand_does_not_dodge_the_review(self, signed_in):
        event = EventFactory()
        strict = BrandFactory(review_rule=ReviewRule.THREE)
        data = typed(event, brand=strict.pk, **{"action-publish": "action-publish"})
        signed_in.post(edit_url(event), data)
        event = Event.objects.get()
        assert event.standing == Standing.IN_REVIEW
        assert event.brand != strict

    def test_earlier_version_goes_the_same_way(self, signed_in, coordinator):
        event = EventFactory(live=False, title_en="Old", branch__review_rule=ReviewRule.ONE)
        old = event.save_revision(user=coordinator)
        old.publish()
        event.refresh_from_db()
        event.title_en = "New"
        event.save_revision(user=coordinator).publish()
        url = reverse("events_admin:revisions_revert", args=[event.pk, old.pk])
        data = typed(event, title_en="Old", **{"action-publish": "action-publish"})
        signed_in.post(url, data)
        event = Event.objects.get()
        assert (event.title_en, event.standing) == ("New", Standing.IN_REVIEW)

    def test_what_is_in_review_is_locked_and_can_be_taken_back(self, signed_in):
        event = EventFactory(live=False, branch__review_rule=ReviewRule.ONE)
        signed_in.post(edit_url(event), typed(event, **{"action-publish": "action-publish"}))
        signed_in.post(edit_url(event), typed(event, title_en="Meddled"))
        assert Revision.objects.for_instance(event).latest("pk").content["title_en"] != "Meddled"

        signed_in.post(
            edit_url(event), typed(event, **{"action-cancel-workflow": "action-cancel-workflow"})
        )
        event = Event.objects.get()
        assert (event.standing, event.get_lock()) == (Standing.DRAFT, None)

    def test_reviewer_and_director_do_not_edit(self, client):
        event = EventFactory(live=False)
        for role in (StaffRole.REVIEWER, StaffRole.DIRECTOR):
            client.force_login(StaffScopeFactory(role=role).user)
            client.post(edit_url(event), typed(event, title_en="Meddled"))
            assert client.get(edit_url(event)).status_code == 302
        event.refresh_from_db()
        assert event.title_en != "Meddled"

    def test_taken_off_the_public_pages_by_those_who_may_publish(self, signed_in, client):
        event = EventFactory()
        url = reverse("events_admin:unpublish", args=[event.pk])
        assert url in signed_in.get(edit_url(event)).content.decode()
        signed_in.post(url)
        event.refresh_from_db()
        assert not event.live


class TestLock:
    def test_keeps_others_from_the_text_until_it_is_lifted(self, signed_in, client):
        event = EventFactory(live=False)
        colleague = StaffScopeFactory().user
        signed_in.post(reverse("events_admin:lock", args=[event.pk]))
        client.force_login(colleague)
        client.post(edit_url(event), typed(event, title_en="Meddled"))
        event.refresh_from_db()
        assert (event.locked, event.title_en == "Meddled") == (True, False)

        client.post(reverse("events_admin:unlock", args=[event.pk]))
        client.post(edit_url(event), typed(event, title_en="Mended"))
        event.refresh_from_db()
        assert (event.locked, event.title_en) == (False, "Mended")


class TestLog:
    def test_tells_who_did_what(self, signed_in, coordinator):
        signed_in.post(reverse("events_admin:add"), typed(branch=BranchFactory().pk))
        event = Event.objects.get()
        signed_in.post(edit_url(event), typed(event, **{"action-publish": "action-publish"}))
        lines = LogEntry.objects.for_instance(event)
        assert {line.action for line in lines} == {
            "wagtail.create",
            "wagtail.edit",
            "wagtail.publish",
        }
        assert {line.user for line in lines} == {coordinator}
        history = signed_in.get(reverse("events_admin:history", args=[event.pk]))
        assert coordinator.name in history.content.decode()


class TestPreview:
    @pytest.mark.parametrize(("mode", "title"), [("en", "Soon lanterns"), ("zh-hans", "快要灯笼")])
    def test_shows_what_was_typed_in_either_language(self, signed_in, mode, title):
        event = EventFactory(live=False)
        url = reverse("events_admin:preview_on_edit", args=[event.pk])
        answer = signed_in.post(url, typed(event, title_en="Soon lanterns", title_zh="快要灯笼"))
        assert answer.json() == {"is_valid": True, "is_available": True}
        assert title in signed_in.get(url, {"mode": mode}).content.decode()

    def test_works_before_the_first_save(self, signed_in):
        url = reverse("events_admin:preview_on_add")
        signed_in.post(url, typed(branch=BranchFactory().pk))
        assert "灯笼" in signed_in.get(url, {"mode": "zh-hans"}).content.decode()


def test_who_only_sees_an_event_is_not_offered_to_edit_it(client):
    event = EventFactory()
    edit = reverse("events_admin:edit", args=[event.pk])
    for version in ("first", "second"):
        event.title_en = version
        event.save_revision(log_action=True)
    for role, is_offered in ((StaffRole.COORDINATOR, True), (StaffRole.DIRECTOR, False)):
        client.force_login(StaffScopeFactory(role=role).user)
        for view in ("history", "usage"):
            response = client.get(reverse(f"events_admin:{view}", args=[event.pk]))
            if response.status_code == 200:
                assert (edit in response.text) == is_offered, (role, view)
                assert ("/revert/" in response.text) == (is_offered and view == "history")


def test_history_calls_the_event_in_the_language_of_its_reader(client):
    event = EventFactory(title_en="Fox tales", title_zh="狐狸的故事")
    event.title_zh = "狐狸的新故事"
    event.save_revision()
    client.force_login(StaffScopeFactory(user__language="zh-hans").user)
    for view in ("history", "usage"):
        page = client.get(reverse(f"events_admin:{view}", args=[event.pk])).content.decode()
        assert "狐狸的新故事" in page
        assert "Fox tales" not in page
