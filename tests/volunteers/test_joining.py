"""Applying for oneself and for the children of the family, changing one's mind, and leaving."""

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest

from accounts.choices import ConsentPurpose, HouseholdRole
from accounts.models import Consent, ConsentText, LegalIdentity, Membership, User
from accounts.services.consents import withdraw_consent
from accounts.services.erasure import erase_person
from accounts.services.export import everything_about
from network.choices import Weekday
from notifications.models import OutboxMessage
from staff.models import LogEntry
from tests.factories.network import BranchFactory
from tests.factories.people import (
    ChildFactory,
    HouseholdFactory,
    LegalIdentityFactory,
    MembershipFactory,
)
from tests.factories.shifts import NeedFactory
from tests.factories.volunteers import CredentialFactory, RoleFactory, VolunteerFactory
from tests.racing import race
from tests.volunteers.shifts import NOW as BEFORE_THE_SHIFT
from tests.volunteers.shifts import claim, wait
from volunteers.choices import ClaimState, PartOfDay, VolunteerState
from volunteers.errors import (
    AgreementMissing,
    GuardianMissing,
    NotOfAge,
    TooYoungToVolunteer,
    VolunteersAlready,
)
from volunteers.models import Volunteer
from volunteers.services.people.agreements import give_back_without_consent, missing_texts
from volunteers.services.people.availability import parts_of
from volunteers.services.people.candidates import nickname_of
from volunteers.services.people.joining import Profile, apply_to_help, change_profile, leave

NOW = datetime(2026, 11, 23, 2, tzinfo=UTC)
TODAY = NOW.date()
DAY = timedelta(days=1)
TEXTS = (ConsentPurpose.VOLUNTEERING, ConsentPurpose.MINOR_VOLUNTEER)

pytestmark = pytest.mark.django_db


@pytest.fixture
def holder() -> Membership:
    return HouseholdFactory().memberships.get()


def texts(*purposes: ConsentPurpose) -> list[int]:
    current = ConsentText.objects.current(on=TODAY)
    return [current.get(purpose=purpose).pk for purpose in purposes]


def apply(membership: Membership, *, read: Any = None, **profile: Any) -> Volunteer:
    speaker = membership.household.memberships.get(role=HouseholdRole.HOLDER).person.user
    profile = {"home_branch": BranchFactory(), "nickname": "Yue"} | profile
    return apply_to_help(
        membership=membership,
        profile=Profile(**profile),
        read=texts(*TEXTS) if read is None else read,
        by=speaker,
        now=NOW,
    )


def young(year: int = 2010, **fields: Any) -> Membership:
    return ChildFactory(person__birth_year=year, person__birth_month=5, **fields)


class TestApplying:
    def test_what_they_said_is_kept_and_they_are_written_to(self, holder: Membership) -> None:
        branch, role = BranchFactory(), RoleFactory()
        volunteer = apply(
            holder,
            home_branch=branch,
            languages=["cmn", "csl"],
            interests=[role],
            availability=[(Weekday.SATURDAY, PartOfDay.MORNING)],
            about="I sing.",
        )

        volunteer.refresh_from_db()
        assert (volunteer.state, volunteer.applied_at) == (VolunteerState.APPLIED, NOW)
        assert (volunteer.home_branch, volunteer.nickname) == (branch, "Yue")
        assert volunteer.languages_in_words == ["Mandarin", "Chinese Sign Language"]
        assert list(volunteer.interests.all()) == [role]
        assert [str(times) for times in volunteer.availability.all()] == ["Saturday 06:00–12:00"]
        assert OutboxMessage.objects.get().kind == "volunteer_applied"

    def test_an_adult_agrees_for_themselves(self, holder: Membership) -> None:
        with pytest.raises(AgreementMissing):
            apply(holder, read=texts(ConsentPurpose.MINOR_VOLUNTEER))
        apply(holder, read=texts(ConsentPurpose.VOLUNTEERING))
        given = Consent.objects.get()
        assert (given.text.purpose, given.given_by) == ("volunteering", holder.person.user)

    def test_a_guardian_agrees_for_a_minor(self) -> None:
        minor = young()
        with pytest.raises(GuardianMissing):
            apply(minor, read=texts(ConsentPurpose.VOLUNTEERING))
        assert not Volunteer.objects.exists()
        apply(minor)
        assert missing_texts(minor.person, on=TODAY) == []

    def test_the_familys_account_reads_the_letters_to_a_child(self) -> None:
        minor = young()
        apply(minor)
        holder = minor.household.memberships.get(role=HouseholdRole.HOLDER).person
        assert OutboxMessage.objects.get().address == holder.email

    @pytest.mark.parametrize(("year", "is_refused"), [(2013, True), (2012, False)])
    def test_from_an_age_on(self, year: int, is_refused: bool) -> None:
        if is_refused:
            with pytest.raises(TooYoungToVolunteer):
                apply(young(year))
        else:
            assert apply(young(year)).state == VolunteerState.APPLIED

    def test_a_minor_with_an_account_of_their_own_needs_a_guardians(
        self, holder: Membership
    ) -> None:
        holder.person.birth_year = 2010
        holder.person.save()
        with pytest.raises(NotOfAge):
            apply(holder)

    @pytest.mark.parametrize("state", ["applied", "approved"])
    def test_who_is_in_does_not_apply_again(self, state: str, holder: Membership) -> None:
        VolunteerFactory(person=holder.person, state=state)
        with pytest.raises(VolunteersAlready):
            apply(holder)

    @pytest.mark.parametrize("state", ["declined", "left"])
    def test_who_was_declined_or_left_may_come_back(self, state: str, holder: Membership) -> None:
        before = VolunteerFactory(person=holder.person, state=state)
        assert apply(holder) == before
        before.refresh_from_db()
        assert (before.state, before.decided_at, before.left_at) == ("applied", None, None)
        assert before.decision_note == ""

    def test_the_log_names_nobody(self, holder: Membership) -> None:
        volunteer = apply(holder)
        assert LogEntry.objects.get().label == f"volunteer #{volunteer.pk}"


@pytest.mark.django_db(transaction=True)
def test_two_tabs_make_one_volunteer() -> None:
    holder, branch = HouseholdFactory().memberships.get(), BranchFactory()

    def send() -> Volunteer:
        return apply(holder, home_branch=branch)

    answers = {type(answer) for answer in race(send, send)}
    assert answers == {Volunteer, VolunteersAlready}


class TestAgreements:
    def test_a_new_wording_is_asked_anew(self, holder: Membership) -> None:
        apply(holder)
        newer = ConsentText.objects.create(
            purpose=ConsentPurpose.VOLUNTEERING,
            version=2,
            text_en="Newer",
            text_zh="新的",
            published_on=TODAY + DAY,
        )
        assert missing_texts(holder.person, on=TODAY) == []
        assert missing_texts(holder.person, on=TODAY + DAY) == [newer]

    def test_what_was_withdrawn_is_missing(self) -> None:
        minor = young()
        apply(minor)
        withdraw_consent(
            person_id=minor.person_id,
            purpose=ConsentPurpose.MINOR_VOLUNTEER,
            withdrawn_by=None,
            now=NOW,
        )
        (missing,) = missing_texts(minor.person, on=TODAY)
        assert missing.purpose == ConsentPurpose.MINOR_VOLUNTEER

    def test_at_18_no_guardian_is_asked(self) -> None:
        grown = young(2008)
        missing = missing_texts(grown.person, on=TODAY)
        assert [text.purpose for text in missing] == ["volunteering"]


class TestProfile:
    def test_parts_of_a_day_become_times_and_parts_again(self, holder: Membership) -> None:
        parts = [
            (Weekday.MONDAY, PartOfDay.MORNING),
            (Weekday.MONDAY, PartOfDay.AFTERNOON),
            (Weekday.TUESDAY, PartOfDay.MORNING),
            (Weekday.TUESDAY, PartOfDay.EVENING),
        ]
        volunteer = apply(holder, availability=reversed(parts))
        rows = list(volunteer.availability.values_list("weekday", "starts_at", "ends_at"))
        assert rows == [
            (0, time(6), time(18)),
            (1, time(6), time(12)),
            (1, time(18), time(22)),
        ]
        assert parts_of(volunteer.availability.all()) == parts

    def test_what_they_say_now_takes_the_place_of_what_they_said(self, holder: Membership) -> None:
        volunteer = apply(
            holder, interests=[RoleFactory()], availability=[(0, PartOfDay.MORNING)], about="Hm."
        )
        profile = Profile(volunteer.home_branch, "Moon", in_roll_of_honour=True)
        change_profile(volunteer=volunteer, profile=profile)
        volunteer.refresh_from_db()
        assert (volunteer.nickname, volunteer.about) == ("Moon", "")
        assert volunteer.in_roll_of_honour
        assert not volunteer.interests.exists()
        assert not volunteer.availability.exists()
        assert volunteer.state == VolunteerState.APPLIED


class TestLeaving:
    def test_they_go_at_once_and_their_papers_are_forgotten(self) -> None:
        volunteer = VolunteerFactory(in_roll_of_honour=True)
        LegalIdentityFactory(person=volunteer.person)
        for moment in (NOW, NOW + DAY):
            leave(volunteer=volunteer, by=volunteer.person.user, now=moment)
        volunteer.refresh_from_db()
        assert (volunteer.state, volunteer.left_at) == (VolunteerState.LEFT, NOW)
        assert not volunteer.in_roll_of_honour
        assert not LegalIdentity.objects.exists()

    def test_an_application_can_be_taken_back(self) -> None:
        volunteer = VolunteerFactory(state=VolunteerState.APPLIED)
        leave(volunteer=volunteer, by=volunteer.person.user, now=NOW)
        volunteer.refresh_from_db()
        assert volunteer.state == VolunteerState.LEFT


class TestPersonalData:
    def test_all_of_it_is_told(self, holder: Membership) -> None:
        volunteer = apply(holder, about="I sing.", availability=[(5, PartOfDay.MORNING)])
        CredentialFactory(volunteer=volunteer, kind__name_en="Reading aloud", note="Seen.")
        user = User.objects.get(pk=holder.person.user_id)
        (told,) = everything_about(user, now=NOW)["volunteering"]
        assert told["nickname"] == "Yue"
        assert told["about"] == "I sing."
        assert told["availability"] == ["Saturday 06:00–12:00"]
        assert [(each["what"], each["note"]) for each in told["credentials"]] == [
            ("Reading aloud", "Seen.")
        ]

    def test_who_is_forgotten_leaves_without_a_word_about_them(self, holder: Membership) -> None:
        volunteer = apply(holder, about="I sing.", availability=[(5, PartOfDay.MORNING)])
        Volunteer.objects.update(
            state=VolunteerState.APPROVED,
            decided_at=NOW,
            decision_note="Welcome, Lin.",
            suspended_from=NOW,
            suspension_reason="Lin was late.",
        )
        credential = CredentialFactory(volunteer=volunteer, note="Lin's paper.")
        erase_person(person_id=holder.person_id, now=NOW + DAY)
        volunteer.refresh_from_db()
        credential.refresh_from_db()
        assert (volunteer.state, volunteer.left_at) == (VolunteerState.LEFT, NOW + DAY)
        said = (volunteer.nickname, volunteer.about, volunteer.decision_note, credential.note)
        assert said == ("", "", "", "")
        assert volunteer.suspension_reason == ""
        assert not volunteer.availability.exists()


@pytest.mark.parametrize(
    ("name", "proposed"),
    [
        ("Anna Smith", "Anna"),
        ("林晓雨", "晓雨"),
        ("林月", "小月"),
        ("欧阳晓雨", "晓雨"),
        ("Zhou Yiming 周一鸣", "一鸣"),
        ("", ""),
    ],
)
def test_a_nickname_is_proposed_that_keeps_the_family_name(name: str, proposed: str) -> None:
    assert nickname_of(name) == proposed


def test_a_member_of_another_family_is_nobodys() -> None:
    member = MembershipFactory()
    stranger = HouseholdFactory().memberships.get().person.user
    VolunteerFactory(person=member.person)
    assert not Volunteer.objects.in_household_of(stranger).exists()


class TestShiftsToCome:
    def test_who_stops_gives_them_to_others(self) -> None:
        volunteer, next_one = VolunteerFactory(), VolunteerFactory()
        need = NeedFactory()
        mine = claim(need, volunteer)
        waiting = wait(need, next_one)

        leave(volunteer=volunteer, by=volunteer.person.user, now=BEFORE_THE_SHIFT)

        mine.refresh_from_db()
        waiting.refresh_from_db()
        assert (mine.state, waiting.state) == (ClaimState.RELEASED, ClaimState.OFFERED)

    def test_without_the_guardians_consent_they_go_to_others(self) -> None:
        need = NeedFactory(places=3)
        minor, adult = young(), VolunteerFactory()
        apply(minor)
        Volunteer.objects.filter(person=minor.person).update(state="approved", decided_at=NOW)
        mine = claim(need, Volunteer.objects.get(person=minor.person))
        kept = claim(need, adult)
        assert give_back_without_consent(now=BEFORE_THE_SHIFT) == 0

        withdraw_consent(
            person_id=minor.person_id,
            purpose=ConsentPurpose.MINOR_VOLUNTEER,
            withdrawn_by=None,
            now=BEFORE_THE_SHIFT,
        )

        assert [give_back_without_consent(now=BEFORE_THE_SHIFT) for _time in range(2)] == [1, 0]
        mine.refresh_from_db()
        kept.refresh_from_db()
        assert (mine.state, kept.state) == (ClaimState.RELEASED, ClaimState.HELD)
