"""Who takes part, with whose consent, and who is shown."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from accounts.choices import ConsentPurpose, HouseholdRole
from accounts.models import Consent, ConsentText, Membership, Person
from accounts.services.consents import withdraw_consent
from rewards.choices import ChallengeState, Joining
from rewards.errors import (
    ChallengeTakesNoRecords,
    GuardianHasToAgree,
    GuardianHasToSignUp,
    NicknameMissing,
    NotForThisAge,
    NotForThisLibrary,
)
from rewards.models import Challenge, Reader
from rewards.services.reading.by_itself import join_by_itself
from rewards.services.reading.joining import (
    join,
    leave,
    leave_without_consent,
    missing_text,
    show,
)
from tests.factories.network import BranchFactory
from tests.factories.people import ChildFactory, HolderFactory, HouseholdFactory, PersonFactory
from tests.factories.rewards import READING_DAY, READING_TIME, ChallengeFactory, ReaderFactory
from tests.rewards.readings import total, write

pytestmark = pytest.mark.django_db

LATER = READING_TIME + timedelta(days=1)


def text() -> ConsentText:
    return ConsentText.objects.get(purpose=ConsentPurpose.MINOR_READER)


def sign_up(challenge: Challenge, membership: Membership, **options: Any) -> Reader:
    """Let the holder of the household sign somebody up."""
    holder = membership.household.memberships.get(role=HouseholdRole.HOLDER).person.user
    options = {"branch": challenge.branch, "by": holder, "now": READING_TIME} | options
    return join(challenge_id=challenge.pk, membership=membership, **options)


@pytest.fixture
def challenge() -> Challenge:
    return ChallengeFactory()


@pytest.fixture
def child() -> Membership:
    return ChildFactory(household=HouseholdFactory())


@pytest.fixture
def parent(child: Membership) -> Membership:
    return child.household.memberships.get(role=HouseholdRole.HOLDER)


class TestJoining:
    def test_an_adult_joins_and_is_shown_nowhere(
        self, challenge: Challenge, parent: Membership
    ) -> None:
        reader = sign_up(challenge, parent)
        assert (reader.person, reader.joined_by) == (parent.person, parent.person.user)
        assert (reader.nickname, reader.in_leaderboard) == ("", False)

    def test_twice_is_once(self, challenge: Challenge, parent: Membership) -> None:
        assert sign_up(challenge, parent) == sign_up(challenge, parent)

    def test_whoever_comes_back_has_all_that_they_had(
        self, challenge: Challenge, parent: Membership
    ) -> None:
        reader = sign_up(challenge, parent)
        write(reader, 3)
        leave(reader_id=reader.pk, now=READING_TIME)

        again = sign_up(challenge, parent, now=LATER)

        assert (again, again.left_at, total(again)) == (reader, None, 3)

    @pytest.mark.parametrize("state", [ChallengeState.DRAFT, ChallengeState.CLOSED])
    def test_only_what_is_published(self, state: str, parent: Membership) -> None:
        with pytest.raises(ChallengeTakesNoRecords):
            sign_up(ChallengeFactory(state=state), parent)

    def test_before_it_begins_and_not_once_nothing_can_be_written_down(
        self, challenge: Challenge, parent: Membership
    ) -> None:
        sign_up(challenge, parent, now=datetime(2025, 12, 24, tzinfo=UTC))
        with pytest.raises(ChallengeTakesNoRecords):
            sign_up(challenge, parent, now=datetime(2027, 1, 10, 17, tzinfo=UTC))

    @pytest.mark.parametrize(("youngest", "oldest"), [(8, None), (None, 5)])
    def test_the_age_on_the_first_day_fits(
        self, youngest: int | None, oldest: int | None, child: Membership
    ) -> None:
        # The child is six on the first day, because it is born in May 2019.
        challenge = ChallengeFactory(age_from=youngest, age_to=oldest)
        with pytest.raises(NotForThisAge):
            sign_up(challenge, child, read=[text().pk])

    def test_who_has_not_said_their_age_is_an_adult(self, parent: Membership) -> None:
        sign_up(ChallengeFactory(age_from=60), parent)
        with pytest.raises(NotForThisAge):
            sign_up(ChallengeFactory(age_to=12), parent)

    def test_a_challenge_of_a_library_is_for_the_readers_of_all_below_it(
        self, challenge: Challenge, parent: Membership
    ) -> None:
        district = BranchFactory()
        challenge.branches.add(district)
        with pytest.raises(NotForThisLibrary):
            sign_up(challenge, parent)
        assert sign_up(challenge, parent, branch=BranchFactory(parent=district))


class TestMinors:
    def test_a_guardian_agrees_to_this_very_text(
        self, challenge: Challenge, child: Membership
    ) -> None:
        with pytest.raises(GuardianHasToAgree):
            sign_up(challenge, child)

        sign_up(challenge, child, read=[text().pk])

        consent = Consent.objects.get(text=text())
        assert consent.person == child.person
        assert missing_text(child.person, on=READING_DAY) is None

    def test_once_for_all_challenges(self, challenge: Challenge, child: Membership) -> None:
        sign_up(challenge, child, read=[text().pk])
        assert sign_up(ChallengeFactory(), child)

    def test_nobody_signs_themselves_up_under_age(self, challenge: Challenge) -> None:
        person = HolderFactory(birth_year=2010, birth_month=1)
        with pytest.raises(GuardianHasToSignUp):
            sign_up(challenge, person.memberships.get(), read=[text().pk])

    def test_a_guardian_shows_them_and_they_do_not(
        self, challenge: Challenge, child: Membership, parent: Membership
    ) -> None:
        reader = sign_up(challenge, child, read=[text().pk])
        user = HolderFactory().user
        Person.objects.filter(user=user).update(user=None)
        Person.objects.filter(pk=child.person_id).update(user=user)
        reader.person.refresh_from_db()
        shown = {"reader": reader, "nickname": "Owl", "in_leaderboard": True, "now": READING_TIME}

        with pytest.raises(GuardianHasToSignUp):
            show(**shown, by=user)
        show(**shown, by=parent.person.user)

        assert list(Reader.objects.on_leaderboard()) == [reader]

    def test_without_consent_any_more_nothing_counts(
        self, challenge: Challenge, child: Membership, parent: Membership
    ) -> None:
        reader = sign_up(challenge, child, read=[text().pk])
        adult = sign_up(challenge, parent)
        assert leave_without_consent(now=LATER) == 0

        withdraw_consent(
            person_id=child.person_id,
            purpose=ConsentPurpose.MINOR_READER,
            withdrawn_by=parent.person.user,
            now=LATER,
        )

        assert leave_without_consent(now=LATER) == 1
        assert list(Reader.objects.here()) == [adult]
        reader.refresh_from_db()
        assert reader.left_at == LATER


class TestBeingShown:
    def test_not_without_a_nickname(self, challenge: Challenge, parent: Membership) -> None:
        with pytest.raises(NicknameMissing):
            sign_up(challenge, parent, in_leaderboard=True)
        reader = sign_up(challenge, parent)
        with pytest.raises(NicknameMissing):
            show(
                reader=reader,
                nickname=" ",
                in_leaderboard=True,
                by=parent.person.user,
                now=READING_TIME,
            )

    def test_whoever_leaves_is_shown_no_longer(self) -> None:
        reader = ReaderFactory(nickname="Owl", in_leaderboard=True)
        leave(reader_id=reader.pk, now=READING_TIME)
        assert list(Reader.objects.on_leaderboard()) == []

    def test_named_are_those_who_agreed_to_lists_of_winners(self) -> None:
        named, _other = ReaderFactory.create_batch(2)
        Consent.objects.create(
            person=named.person,
            text=ConsentText.objects.get(purpose=ConsentPurpose.AWARD_LIST),
            given_at=READING_TIME,
        )
        assert list(Reader.objects.agreed_to_be_named()) == [named]


class TestJoiningByItself:
    def come(self, challenge: Challenge, *people: Person) -> list[Person]:
        """Who of these takes part after they have earned something."""
        branches = {person.pk: challenge.branch_id for person in people}
        readers = join_by_itself(challenge=challenge, branches=branches, now=READING_TIME)
        assert set(readers.values()) == set(
            Reader.objects.here().filter(challenge=challenge).values_list("pk", flat=True)
        )
        return [person for person in people if person.pk in readers]

    def test_whoever_earns_something_takes_part(self) -> None:
        challenge = ChallengeFactory(joining=Joining.BY_ITSELF)
        people = HolderFactory.create_batch(2)
        assert self.come(challenge, *people) == people
        assert self.come(challenge, *people) == people

    def test_where_one_signs_up_only_those_who_have(self, challenge: Challenge) -> None:
        reader = ReaderFactory(challenge=challenge)
        assert self.come(challenge, reader.person, HolderFactory()) == [reader.person]

    def test_children_only_with_a_guardians_consent(self, child: Membership) -> None:
        challenge = ChallengeFactory(joining=Joining.BY_ITSELF)
        assert self.come(challenge, child.person) == []
        Consent.objects.create(person=child.person, text=text(), given_at=READING_TIME)
        assert self.come(challenge, child.person) == [child.person]

    def test_guests_without_an_account_do_not(self) -> None:
        assert self.come(ChallengeFactory(joining=Joining.BY_ITSELF), PersonFactory()) == []

    def test_whoever_has_left_stays_away(self) -> None:
        challenge = ChallengeFactory(joining=Joining.BY_ITSELF)
        reader = ReaderFactory(challenge=challenge)
        leave(reader_id=reader.pk, now=READING_TIME)
        assert self.come(challenge, reader.person) == []

    def test_nobody_of_another_age_or_library(self) -> None:
        challenge = ChallengeFactory(joining=Joining.BY_ITSELF, age_from=60)
        young = HolderFactory(birth_year=1990)
        assert self.come(challenge, young) == []
        elsewhere = ChallengeFactory(joining=Joining.BY_ITSELF, first_day=date(2026, 1, 1))
        elsewhere.branches.add(BranchFactory())
        assert self.come(elsewhere, young) == []
