"""Challenges in the admin: written with tiers and prizes, previewed, and announced once whole."""

from datetime import UTC, datetime

import pytest
from django.urls import reverse

from rewards.choices import AwardState, ChallengeState, PrizeRule, Unit, Way
from rewards.models import Award, Challenge, TierPrize
from rewards.services.challenges.preview import preview, telling_totals
from tests.admin_forms import add_row, errors, submit
from tests.factories.network import BranchFactory
from tests.factories.rewards import (
    BingoFieldFactory,
    ChallengeFactory,
    PrizeFactory,
    ReaderFactory,
    TallyEntryFactory,
    TierFactory,
)
from tests.factories.staff import StaffScopeFactory

NOW = datetime(2026, 5, 20, tzinfo=UTC)
LIST = reverse("challenges_admin:list")
ADD = reverse("challenges_admin:add")


@pytest.fixture
def scope():
    return StaffScopeFactory(branch=BranchFactory())


@pytest.fixture
def coordinator(client, scope):
    client.force_login(scope.user)
    return client


def draft(scope, **fields):
    return ChallengeFactory(branch=scope.branch, state=ChallengeState.DRAFT, **fields)


def edit(challenge):
    return reverse("challenges_admin:edit", args=[challenge.pk])


def announce(challenge):
    return reverse("challenges_admin:announce", args=[challenge.pk])


@pytest.mark.django_db
class TestWriting:
    def test_challenge_is_made_with_its_tiers_and_their_prizes(self, coordinator, scope):
        book, bag = PrizeFactory(), PrizeFactory()
        page = submit(
            coordinator,
            ADD,
            title_en="Read the city",
            branch=str(scope.branch.pk),
            first_day="2026-01-01",
            last_day="2026-12-31",
            log_until="2027-01-10",
            unit=Unit.BOOKS,
            ways=[Way.OWN_LOG, Way.SHEET],
            audience="everyone",
            joining="by_sign_up",
            prize_rule="highest",
        )
        assert page.status_code == 302, errors(page)
        challenge = Challenge.objects.get()
        assert (challenge.state, challenge.ways) == (ChallengeState.DRAFT, ["own_log", "sheet"])
        row = {"threshold": 10, "title_en": "Sprout", "prize": book.pk, "substitute": bag.pk}
        assert add_row(coordinator, edit(challenge), "tiers", **row).status_code == 302
        prizes = TierPrize.objects.values_list("tier__title_en", "prize", "place")
        assert list(prizes) == [("Sprout", book.pk, 1), ("Sprout", bag.pk, 2)]

    def test_prizes_of_a_tier_are_shown_and_changed(self, coordinator, scope):
        challenge = draft(scope)
        tier = TierFactory(challenge=challenge)
        book, bag = PrizeFactory(), PrizeFactory()
        TierPrize.objects.create(tier=tier, prize=book, place=1)
        page = coordinator.get(edit(challenge))
        assert page.context["form"].formsets["tiers"].forms[0]["prize"].value() == book.pk
        saved = submit(
            coordinator, edit(challenge), **{"tiers-0-prize": bag.pk, "tiers-0-substitute": book.pk}
        )
        assert saved.status_code == 302
        assert list(tier.prizes.values_list("prize", flat=True)) == [bag.pk, book.pk]

    @pytest.mark.parametrize(
        ("changed", "said"),
        [
            ({"last_day": "2025-01-01"}, "This day comes before the one above it."),
            ({"ways": [Way.LOANS]}, "books do not come this way: loan counts"),
            ({"only_from_list": "on"}, "Choose the list whose books count."),
            ({"title_en": "", "title_zh": ""}, "Fill it in in at least one language."),
        ],
    )
    def test_what_cannot_be_is_refused_and_nothing_is_lost(self, coordinator, scope, changed, said):
        challenge = draft(scope)
        page = submit(coordinator, edit(challenge), summary_en="Kept", **changed)
        assert any(message.startswith(said) for message in errors(page))
        assert page.context["form"]["summary_en"].value() == "Kept"

    def test_what_is_counted_stays_once_there_are_records(self, coordinator, scope):
        challenge = ChallengeFactory(branch=scope.branch)
        TallyEntryFactory(reader__challenge=challenge)
        page = submit(coordinator, edit(challenge), unit=Unit.PAGES)
        assert errors(page) == [
            "Readers have records by this rule already. Make another challenge."
        ]

    def test_awards_follow_when_a_tier_is_lowered(self, coordinator, scope):
        challenge = ChallengeFactory(branch=scope.branch, tiers=[10])
        TallyEntryFactory(reader__challenge=challenge, amount=5)
        saved = submit(coordinator, edit(challenge), **{"tiers-0-threshold": 5})
        assert saved.status_code == 302
        assert Award.objects.get().state == AwardState.EARNED

    def test_tiers_of_a_closed_challenge_are_final(self, coordinator, scope):
        challenge = ChallengeFactory(branch=scope.branch, tiers=[10], state=ChallengeState.CLOSED)
        page = submit(coordinator, edit(challenge), **{"tiers-0-threshold": 5})
        assert "It is closed: its tiers and figures are final." in errors(page)
        assert challenge.tiers.get().threshold == 10


@pytest.mark.django_db
class TestPreview:
    def test_highest_tier_alone_brings_a_prize_where_that_is_the_rule(self):
        challenge, (first, second) = self.with_prizes(PrizeRule.HIGHEST)
        told = [(line.total, line.prizes) for line in preview(challenge, [9, 10, 25])]
        assert told == [(9, ()), (10, (first,)), (25, (second,))]

    def test_each_tier_brings_its_prize_where_that_is_the_rule(self):
        challenge, (first, second) = self.with_prizes(PrizeRule.EACH)
        assert preview(challenge, [25])[0].prizes == (first, second)

    def with_prizes(self, rule):
        challenge = ChallengeFactory(prize_rule=rule, tiers=[10, 20])
        prizes = [PrizeFactory(), PrizeFactory()]
        for tier, prize in zip(challenge.tiers.all(), prizes, strict=True):
            TierPrize.objects.create(tier=tier, prize=prize, place=1)
        return challenge, prizes

    def test_table_tells_where_something_changes(self):
        assert telling_totals(ChallengeFactory(tiers=[10, 20])) == [0, 9, 10, 19, 20]

    def test_page_answers_for_a_number(self, coordinator, scope):
        challenge = draft(scope, tiers=[10])
        page = coordinator.get(announce(challenge), {"n": "12"})
        (asked,) = page.context["asked"]
        assert (asked.total, asked.progress.tier.threshold) == (12, 10)


@pytest.mark.django_db
class TestAnnouncing:
    def test_whole_challenge_is_published_and_taken_back(self, coordinator, scope):
        challenge = draft(scope, tiers=[10])
        coordinator.post(announce(challenge), {"do": "publish"})
        challenge.refresh_from_db()
        assert challenge.is_published
        coordinator.post(announce(challenge), {"do": "withdraw"})
        challenge.refresh_from_db()
        assert challenge.is_draft
        assert challenge.published_at is None

    def test_nothing_to_reach_is_not_announced(self, coordinator, scope):
        challenge = draft(scope)
        page = coordinator.post(announce(challenge), {"do": "publish"}, follow=True)
        assert "Give it at least one tier" in page.content.decode()
        challenge.refresh_from_db()
        assert challenge.is_draft

    def test_points_need_rules(self, coordinator, scope):
        challenge = draft(scope, unit=Unit.POINTS, tiers=[10])
        page = coordinator.get(announce(challenge))
        assert page.context["missing"].startswith("It counts points")

    def test_half_a_bingo_card_is_not_announced(self, coordinator, scope):
        challenge = draft(scope, tiers=[10])
        BingoFieldFactory(challenge=challenge)
        assert "this one has 1." in coordinator.get(announce(challenge)).context["missing"]

    def test_what_people_have_begun_is_not_taken_back(self, coordinator, scope):
        challenge = ChallengeFactory(branch=scope.branch, tiers=[10])
        ReaderFactory(challenge=challenge)
        page = coordinator.post(announce(challenge), {"do": "withdraw"}, follow=True)
        assert "Readers take part already" in page.content.decode()
        challenge.refresh_from_db()
        assert challenge.is_published

    def test_nothing_else_is_done_here(self, coordinator, scope):
        assert coordinator.post(announce(draft(scope)), {"do": "close"}).status_code == 404


@pytest.mark.django_db
class TestScope:
    def test_challenges_of_other_libraries_do_not_exist(self, coordinator):
        foreign = ChallengeFactory(tiers=[10], state=ChallengeState.DRAFT)
        assert foreign.title_en not in coordinator.get(LIST).content.decode()
        for address in (edit(foreign), announce(foreign)):
            assert coordinator.get(address).status_code == 404
        assert coordinator.post(announce(foreign), {"do": "publish"}).status_code == 404
        foreign.refresh_from_db()
        assert foreign.is_draft

    def test_challenge_is_not_moved_to_another_library(self, coordinator, scope):
        challenge = draft(scope)
        page = submit(coordinator, edit(challenge), branch=str(BranchFactory().pk))
        assert page.status_code == 200
        challenge.refresh_from_db()
        assert challenge.branch == scope.branch
