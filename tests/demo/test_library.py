"""What the demo library holds, and that it holds together."""

import re
from datetime import date, timedelta

import pytest
from django.conf import settings
from django.contrib.auth import authenticate
from django.db.models import Count, F, Max, Min, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from wagtail.models import Page

from accounts.models import Consent, Household, Person, User
from books.isbn import normal_isbn
from books.models import BookList, Entry
from brands.choices import WayIn
from brands.models import Brand, BrandIndexPage, BrandPage, Programme, ProgrammePage
from certificates.choices import CertificateState, Purpose
from certificates.models import Certificate
from core.draw import draw
from core.reconciliation import checks
from demo.services import catalogue
from demo.services.catalogue import Pair
from demo.services.dice import dice_for
from demo.services.door import open_the_doors
from door.models import Station
from door.services.board import board_of
from events.choices import (
    CheckInMethod,
    CheckOutMethod,
    EventStatus,
    FollowKind,
    NewsKind,
    PlaceState,
    RegistrationChannel,
    TaskState,
)
from events.models import (
    Announcement,
    Attendance,
    Attendee,
    ConductEntry,
    Event,
    EventPhoto,
    EventTask,
    Feedback,
    Headcount,
    Intake,
    Invitation,
    PrintedTexts,
    Recap,
    Registration,
    RegistrationChange,
    SeatPool,
    Series,
    Session,
)
from events.permissions import events_in_scope
from events.services.conduct.standing import conduct_of
from events.services.following import followed_by
from events.services.punctuality import minutes_early, minutes_late
from events.services.recap import recaps_to_review
from events.services.registration.draw import entry_code
from events.services.registration.fullness import is_full
from events.services.registration.overbooking import suggestion_for
from events.services.registration.plan_answers import plan_answers
from network.choices import BranchKind, BranchLevel
from network.models import Branch, Partner, Room
from notifications.choices import Failure, MessageState
from notifications.models import OutboxMessage
from notifications.services.kinds import kinds
from reports.choices import MediaLevel, ReportState
from reports.models import Entry as FigureEntry
from reports.models import MediaMention, Report, Target
from reports.permissions import reports_in_scope
from reports.services.facts import Counting, sums
from reports.services.indicators.missing import missing_entries
from reports.services.report.freezing import told_of
from reports.services.targets.progress import measure_targets
from staff.choices import Action
from staff.models import ReviewTask
from staff.policy import branches_in_scope
from tests.demo.conftest import NOW
from volunteers.models import Volunteer
from volunteers.permissions import volunteers_in_scope
from volunteers.services.people.agreements import missing_texts
from volunteers.services.people.readiness import what_is_missing
from workbench.services.conduct import open_appeals

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("library")]

HANZI = re.compile(r"[\u4e00-\u9fff]")
BOTH_LANGUAGES = {"en", "zh-hans"}


def account(key):
    return User.objects.get(email=f"{key}@demo.library")


class TestBooks:
    def test_lists_tell_why_in_both_languages(self):
        entries = Entry.objects.all()
        assert BookList.objects.count() == 4
        assert all(entry.why_en and HANZI.search(entry.why_zh) for entry in entries)
        assert all(entry.book.isbn is None or normal_isbn(entry.book.isbn) for entry in entries)

    def test_lists_go_with_programmes_and_their_events(self):
        stories = [page.story for page in ProgrammePage.objects.all()]
        shown = {
            block.value for story in stories for block in story if block.block_type == "book_list"
        }
        assert shown == set(BookList.objects.filter(events__isnull=False))
        assert len(shown) >= 3


class TestNetwork:
    def test_reaches_from_the_city_into_the_villages(self):
        assert set(Branch.objects.values_list("level", flat=True)) == set(BranchLevel.values)
        assert set(Branch.objects.values_list("kind", flat=True)) == set(BranchKind.values) - {
            BranchKind.SERVICE_POINT
        }

    def test_stands_as_one_tree(self):
        top = Branch.objects.get(slug="changhe-city-library")
        today = timezone.localdate(NOW)
        assert Branch.objects.within([top.pk], on=today).count() == Branch.objects.count()

    def test_lies_within_a_day_trip(self):
        span = Branch.objects.aggregate(
            south=Min("latitude"),
            north=Max("latitude"),
            west=Min("longitude"),
            east=Max("longitude"),
        )
        assert span["north"] - span["south"] < 1
        assert span["east"] - span["west"] < 1


class TestRows:
    @pytest.mark.parametrize(
        "model",
        [Branch, Room, Partner, Brand, Programme, User, Person, Event, Intake, Session, SeatPool],
    )
    def test_would_pass_every_form(self, model):
        for row in model.objects.all():
            row.full_clean(validate_unique=False, validate_constraints=False)

    def test_places_taken_are_those_of_seated_people(self):
        seated = Count("attendees", filter=Q(attendees__state=PlaceState.SEATED))
        assert not SeatPool.objects.annotate(seated=seated).exclude(taken=F("seated")).exists()

    def test_waiting_parties_are_counted_and_numbered(self):
        waiting = Count(
            "event__registrations", filter=Q(event__registrations__state=PlaceState.WAITING)
        )
        intakes = Intake.objects.annotate(found=waiting)
        assert not intakes.exclude(waiting=F("found")).exists()
        last = Coalesce(Max("event__registrations__queue_no"), 0)
        assert not Intake.objects.annotate(last=last).exclude(last_queue_no=F("last")).exists()

    def test_nobody_overtakes_those_who_wait(self):
        for intake in Intake.objects.filter(waiting__gt=0).exclude(way_in=WayIn.DRAW):
            registrations = intake.event.registrations
            first = registrations.filter(state=PlaceState.WAITING).earliest("created_at")
            later = registrations.filter(state=PlaceState.SEATED, created_at__gt=first.created_at)
            assert not later.exclude(channel=RegistrationChannel.WALK_IN).exists()

    def test_lots_stand_in_the_order_that_anyone_can_compute(self):
        drawn = Intake.objects.get(draw__drawn_at__isnull=False)
        outcome = draw(drawn.draw.entries, drawn.draw.number)
        parties = Registration.objects.filter(event=drawn.event)
        seated = parties.filter(state=PlaceState.SEATED)
        waiting = parties.filter(state=PlaceState.WAITING).order_by("queue_no")

        assert {entry_code(party) for party in seated} == set(outcome.winners)
        assert [entry_code(party) for party in waiting] == outcome.losers

    def test_one_draw_is_open_and_one_event_takes_requests(self):
        states = Registration.objects.values_list("state", flat=True)

        assert {PlaceState.ENTERED, PlaceState.APPLIED} <= set(states)

    def test_every_registration_tells_how_it_came_to_its_state(self):
        for registration in Registration.objects.prefetch_related("changes"):
            *_before, last = registration.changes.all()
            assert last.state == registration.state
        assert RegistrationChange.objects.filter(state=PlaceState.CANCELLED).exists()

    def test_children_come_with_an_adult(self):
        alone = Registration.objects.annotate(
            adults=Count("attendees", filter=Q(attendees__kind="adult"))
        ).filter(adults=0)
        assert not alone.exists()

    def test_ages_fit_the_event(self):
        fits = Q(event__age_to__isnull=True) | Q(age__lte=F("event__age_to"))
        children = Attendee.objects.filter(kind="child", registration__group_name="")
        assert children.exists()
        assert not children.exclude(fits).exists()
        assert not children.filter(age__lt=F("event__age_from")).exists()

    def test_a_class_is_invited_and_has_registered(self):
        invited = Invitation.objects.get(kind="group")
        party = invited.registrations.get()
        assert invited.taken == party.attendees.count() > 0
        youngest, oldest = party.group_age_from, party.group_age_to
        assert youngest is not None
        assert oldest is not None
        assert (invited.event.age_from or 0) <= youngest <= oldest <= (invited.event.age_to or 17)

    def test_colleagues_come_to_their_evening(self):
        evening = Event.objects.get(kind="internal")
        assert evening.pools.get().taken == evening.attendees.count() > 1

    def test_events_begin_and_end_with_their_sessions(self):
        events = Event.objects.annotate(
            first=Min("sessions__starts_at"), last=Max("sessions__ends_at")
        )
        assert not events.exclude(first_starts_at=F("first"), last_ends_at=F("last")).exists()

    def test_only_what_is_over_has_been_attended_and_the_session_whose_door_is_open(self):
        today = timezone.localtime(NOW).replace(hour=0, minute=0, second=0)
        at_the_door = Session.objects.filter(stations__isnull=False).earliest("starts_at")
        later = Attendance.objects.filter(session__ends_at__gt=today)
        assert not later.exclude(session=at_the_door).exists()
        assert not Attendance.objects.exclude(attendee__state=PlaceState.SEATED).exists()
        counted = Headcount.objects.filter(day__gte=today.date())
        assert not counted.exclude(session=at_the_door).exists()

    def test_the_door_of_today_is_alive(self):
        """Two phones and a sheet let people in; the introduced families are still on the way."""
        station = Station.objects.get()
        sessions = list(station.sessions.order_by("starts_at"))
        assert [timezone.localtime(each.starts_at).hour for each in sessions] == [10, 14, 19]
        session = sessions[0]
        board = board_of(session.event, day=timezone.localdate(NOW), now=session.ends_at)
        [figures], doors = board.sessions, {door.name: door for door in board.doors}
        assert figures.here + figures.missing == figures.expected
        assert figures.here > figures.missing > 2
        assert figures.counted == 2
        phones = [doors[str(device)] for device in station.devices.all()]
        assert all(phone.let_in for phone in phones)
        assert [phone.unsynced for phone in phones] == [0, 2]
        assert sum(phone.conflicts for phone in phones) == 1
        assert doors["Signed on paper"].let_in
        citizen = Attendee.objects.filter(
            event=session.event,
            registration__household__memberships__person__user=account("citizen"),
        )
        assert citizen.exists()
        assert not Attendance.objects.filter(session=session, attendee__in=citizen).exists()
        assert all(each.sheets.exists() for each in sessions)

    def test_nobody_has_come_to_the_door_of_today_before_it_has_opened(self):
        before = Attendance.objects.count()
        early = NOW.replace(hour=6)
        open_the_doors(account("coordinator"), [], now=early, dice=dice_for(1, "early"))
        station = Station.objects.latest("pk")
        assert station.sessions.count() == 3
        assert not station.devices.exists()
        assert station.made_at <= early
        assert Attendance.objects.count() == before

    def test_posters_have_words_of_their_own_and_an_event_has_photos(self):
        texts = PrintedTexts.objects.get()
        photos = EventPhoto.objects.all()

        assert texts.note_zh == "名额有限"
        assert (photos.count(), photos.agreed().count()) == (4, 3)
        assert len({photo.event_id for photo in photos}) == 1

    def test_people_check_themselves_in(self):
        """Screen and card stand at the doors of today; at a course some came late, some left."""
        shown = Session.objects.filter(self_check_in__on_screen=True)
        both = shown.filter(self_check_in__on_paper=True)
        assert set(both) == set(Station.objects.get().sessions.all())
        on_screen_only = shown.filter(self_check_in__on_paper=False)
        course = Attendance.objects.filter(session__in=on_screen_only)
        assert course.filter(method=CheckInMethod.SELF).exists()
        missed = course.annotate(late=minutes_late(), early=minutes_early())
        assert missed.filter(late=24).exists()
        assert missed.filter(early=35, check_out_method=CheckOutMethod.SELF).exists()

    def test_some_who_had_a_place_did_not_come(self):
        over = Attendee.objects.filter(
            state=PlaceState.SEATED, event__last_ends_at__lt=NOW, event__sessions__isnull=False
        )
        assert 0.02 < over.filter(attendances=None).count() / over.count() < 0.4

    def test_nobody_can_be_written_to_by_mistake(self):
        ours = re.compile(r"@(demo\.library|example\.org)$")
        for model in (User, Person):
            addresses = model.objects.exclude(email="").exclude(email=None)
            assert all(ours.search(row.email) for row in addresses)
            assert not model.objects.exclude(phone="").exclude(phone=None).exists()


class TestEvents:
    def test_are_as_many_as_the_scale_says_and_one_for_colleagues(self):
        planned = Event.objects.filter(series=None, import_key=None)
        assert planned.count() == 121
        assert Event.objects.filter(kind="internal").count() == 1

    def test_lie_a_year_back_as_well_and_more_people_come_now(self):
        counting = Counting(
            Event.objects.all(), NOW.date() - timedelta(days=182), NOW.date(), now=NOW
        )
        now, before = (sums(each, ())[()][()] for each in (counting, counting.a_year_before()))
        assert before.attendances < now.attendances < 2 * before.attendances
        taken_over = Event.objects.exclude(import_key=None)
        assert 60 <= taken_over.count() <= 100
        assert taken_over.values("branch").distinct().count() > 5
        assert not taken_over.filter(Q(title_en="") | Q(title_zh="")).exists()
        lately = NOW - timedelta(days=30)
        assert not taken_over.filter(first_starts_at__gte=lately).exists()

    def test_a_series_waits_to_be_looked_over(self):
        series = Series.objects.get()
        assert series.events.count() > 5
        assert not series.events.filter(live=True).exists()

    def test_lie_before_and_after_today(self):
        live = Event.objects.filter(live=True)
        assert live.filter(last_ends_at__lt=NOW).count() > 35
        assert live.filter(first_starts_at__gt=NOW).count() > 35

    @pytest.mark.parametrize(
        ("what", "condition"),
        [
            ("drop in", Q(intake__way_in="drop_in")),
            ("online", Q(attendance_mode="online")),
            ("on site and online", Q(attendance_mode="mixed")),
            ("several sessions", Q(programme__slug="smartphone-first-steps")),
            ("a fair", Q(kind="fair", sessions__daily_opens_at__isnull=False)),
            ("an exhibition", Q(kind="exhibition", sessions__daily_opens_at__isnull=False)),
            ("cancelled", Q(intake__status=EventStatus.CANCELLED)),
            ("a draft", Q(live=False)),
            ("full, with a queue", Q(intake__waiting__gt=0, first_starts_at__gt=NOW)),
            ("not open yet", Q(intake__opens_at__gt=NOW)),
            ("with a speaker", Q(speakers__isnull=False)),
            ("with a partner", Q(event_partners__isnull=False)),
        ],
    )
    def test_come_in_every_way(self, what, condition):
        assert Event.objects.filter(condition).exists(), what

    def test_fair_is_counted_every_day(self):
        fair = Session.objects.get(event__kind="fair", daily_opens_at__isnull=False)
        counts = list(fair.headcounts.order_by("day").values_list("day", flat=True))
        assert [str(day) for day in counts] == [f"2026-04-{day:02}" for day in range(6, 11)]

    def test_of_today_meet_at_the_demo_coordinators_library(self):
        today = Session.objects.filter(
            starts_at__date=timezone.localdate(NOW), branch__slug="eastern-district-library"
        )
        assert today.count() >= 3
        assert all(session.event.pools.get(kind="general").taken for session in today)

    def test_one_waits_for_the_director_to_review_it(self):
        states = ReviewTask.objects.first().get_task_states_user_can_moderate(account("director"))
        waiting = [state.workflow_state.content_object for state in states]
        assert {event.brand.slug for event in waiting} == {"changhe-lectures"}

    def test_published_ones_have_the_text_that_was_published(self):
        # What was taken over from a spreadsheet has no earlier words.
        written = Event.objects.filter(live=True, import_key=None).exclude(kind="internal")
        assert written
        for event in written:
            assert event.live_revision.as_object().title_en == event.title_en


class TestPages:
    @pytest.mark.parametrize(
        ("model", "row_model", "key"),
        [(BrandPage, Brand, "brand"), (ProgrammePage, Programme, "programme")],
    )
    def test_tell_of_every_row_in_both_languages(self, model, row_model, key):
        for row in row_model.objects.all():
            pages = model.objects.filter(**{key: row}).select_related("locale")
            assert {page.locale.language_code for page in pages} == BOTH_LANGUAGES
            assert len({page.translation_key for page in pages}) == 1
            assert all(page.live and page.story for page in pages)

    def test_show_the_matrix_of_the_demo_library(self):
        pages = BrandIndexPage.objects.all()
        assert {page.matrix.slug for page in pages} == {"reading-hui"}

    @pytest.mark.parametrize("prefix", ["", "/zh-hans"])
    def test_open(self, client, prefix):
        addresses = [f"{prefix}/", f"{prefix}/brands/", f"{prefix}/brands/leling/"]
        addresses.append(f"{prefix}/brands/leling/silver-reading/")
        for address in addresses:
            assert client.get(address).status_code == 200, address

    def test_have_pictures_that_are_described(self):
        story = BrandPage.objects.get(slug="leling", locale__language_code="zh-hans").story
        picture = next(block for block in story if block.block_type == "picture")
        assert HANZI.search(picture.value["image"].contextual_alt_text)
        assert (picture.value["image"].width, picture.value["image"].height) == (1200, 750)


class TestPeople:
    def test_introduced_accounts_are_these_and_can_sign_in(self):
        keys = ["citizen", "volunteer", "coordinator", "branch", "door", "director", "admin"]
        users = User.objects.filter(email__endswith="@demo.library").order_by("pk")
        assert [user.email for user in users] == [f"{key}@demo.library" for key in keys]
        for user in users:
            assert (
                authenticate(request=None, email=user.email, password=settings.DEMO_PASSWORD)
                == user
            )
            assert user.emailaddress_set.filter(verified=True, primary=True).exists()

    def test_nobody_else_has_a_password(self):
        others = User.objects.exclude(email__endswith="@demo.library")
        assert others.exists()
        assert not any(user.has_usable_password() for user in others)

    def test_coordinators_reach_their_own_libraries(self):
        reach = {
            key: set(branches_in_scope(account(key), Action.CHANGE).values_list("slug", flat=True))
            for key in ("coordinator", "branch", "door", "director")
        }
        assert "eastern-district-library" in reach["coordinator"]
        assert "western-district-library" in reach["branch"]
        assert not reach["coordinator"] & reach["branch"]
        assert reach["door"] == reach["director"] == set()
        door = branches_in_scope(account("door"), Action.CHECK_IN)
        assert set(door.values_list("slug", flat=True)) == reach["coordinator"]
        assert account("admin").is_superuser

    def test_every_programme_has_a_lead_this_term(self):
        for programme in Programme.objects.all():
            assert programme.leads.get(ends_on=None).user.is_staff

    def test_citizen_has_something_to_look_at(self):
        household = Household.objects.get(
            memberships__person__user=account("citizen"), memberships__role="holder"
        )
        assert household.memberships.count() == 5
        registrations = household.registrations
        to_come = registrations.filter(event__first_starts_at__gt=NOW)
        assert to_come.filter(state=PlaceState.SEATED).count() >= 2
        assert to_come.get(state=PlaceState.WAITING).attendees.count() == 2
        assert registrations.filter(event__last_ends_at__lt=NOW).exists()
        held = Certificate.objects.filter(holder__person__memberships__household=household)
        assert any(certificate.is_valid for certificate in held)

    def test_all_have_agreed_to_take_part(self):
        agreed = Consent.objects.filter(text__purpose="participation").values("person")
        members = Person.objects.filter(memberships__isnull=False)
        assert members.exists()
        assert not members.exclude(pk__in=agreed).exists()


class TestTexts:
    """Read from the files, so that those which a small library leaves out are read too."""

    def pairs(self):
        def walk(value):
            if isinstance(value, Pair):
                yield value
            elif isinstance(value, dict):
                for each in value.values():
                    yield from walk(each)
            elif isinstance(value, list):
                for each in value:
                    yield from walk(each)
            elif hasattr(value, "__dataclass_fields__"):
                yield from walk(vars(value))

        return list(walk([catalogue.brands(), catalogue.programmes()]))

    def test_are_chinese_in_chinese_and_english_in_english(self):
        pairs = [pair for pair in self.pairs() if pair != catalogue.NOTHING]
        assert len(pairs) > 400
        assert [pair for pair in pairs if not HANZI.search(pair.zh)] == []
        assert [pair for pair in pairs if not pair.en.strip() or HANZI.search(pair.en)] == []

    def test_matrix_has_28_brands_of_which_eight_are_stars(self):
        brands = catalogue.brands()
        assert len(brands) == 28
        assert sum(brand.defaults.get("is_star", False) for brand in brands) == 8
        assert {brand.slug for brand in brands} == {each.brand for each in catalogue.programmes()}


def test_page_tree_is_whole():
    assert Page.find_problems() == ([], [], [], [], [])


class TestMessages:
    def test_tell_of_the_next_events_and_one_address_was_wrong(self):
        of_tickets = OutboxMessage.objects.filter(kind="registration-confirmed")
        assert of_tickets.filter(state=MessageState.SENT).count() > 20
        assert of_tickets.filter(state=MessageState.FAILED, failure=Failure.REFUSED).exists()

    def test_coordinator_wrote_to_all_of_one_event(self):
        said = Announcement.objects.get()
        assert said.sent_by == account("coordinator")
        assert said.written_to > 0


def test_nothing_is_to_be_put_right():
    wrong = {name: list(look(NOW, False)) for name, look in checks}
    assert len(wrong) > 4
    assert not any(wrong.values()), wrong


class TestFollowing:
    def test_the_citizen_follows_one_of_each(self):
        follows = account("citizen").follows.all()
        assert {each.kind for each in followed_by(account("citizen"), now=NOW)} == set(FollowKind)
        assert is_full(follows.get(event__isnull=False).event_id)

    def test_a_letter_with_news_waits_for_them_even_at_night(self):
        letter = OutboxMessage.objects.get(kind=NewsKind.NEW_EVENTS)
        assert (letter.address, letter.waits_for_morning) == ("citizen@demo.library", False)
        assert kinds[letter.kind](letter, NOW).items


class TestNoShows:
    def test_the_citizens_family_missed_three_events_and_is_excused_for_one(self):
        conduct = conduct_of(Household.objects.held_by(account("citizen")).get(), now=NOW)
        assert [bool(line.taken_back) for line in conduct.no_shows] == [False, False, True]
        assert not ConductEntry.objects.restrictions().filter(
            household__memberships__person__user=account("citizen")
        )

    def test_an_appeal_waits_for_the_coordinator(self):
        assert open_appeals(account("coordinator")).count() == 1

    def test_a_programme_has_history_enough_to_suggest_places(self):
        events = events_in_scope(account("coordinator"), Action.CHANGE).upcoming(now=NOW)
        suggestions = [suggestion_for(event, now=NOW) for event in events]
        assert any(each and each.history.is_enough for each in suggestions)


class TestChanges:
    def test_people_have_answered_to_an_event_that_was_moved(self):
        event = Event.objects.get(intake__plan_no__gt=0, series=None)
        answers = plan_answers(event)
        assert answers.come > answers.cannot == 1
        assert answers.silent > 0
        letters = OutboxMessage.objects.filter(kind="plan-changed")
        assert letters.exists()
        assert not letters.filter(state=MessageState.QUEUED).exists()


class TestVolunteers:
    def test_are_sixty_in_every_state(self):
        states = Volunteer.objects.values_list("state").annotate(Count("pk"))
        assert dict(states) == {"approved": 46, "applied": 8, "declined": 3, "left": 3}
        assert Volunteer.objects.suspended(now=NOW).count() == 2

    def test_the_introduced_one_has_everything(self):
        volunteer = Volunteer.objects.in_household_of(account("volunteer")).get()
        assert volunteer.is_approved
        assert what_is_missing(volunteer, now=NOW) == []

    def test_applications_wait_for_the_coordinator(self):
        assert volunteers_in_scope(account("coordinator")).to_decide().count() >= 5

    def test_guardians_of_minors_have_agreed(self):
        minors = [each for each in Volunteer.objects.all() if each.is_minor(on=NOW.date())]
        assert minors
        assert [missing_texts(each.person, on=NOW.date()) for each in minors] == [[]] * len(minors)


def test_certificates_show_everything_that_becomes_of_them(library):
    purposes = set(Certificate.objects.values_list("purpose", flat=True))
    assert purposes >= {Purpose.ATTENDANCE, Purpose.SERVICE_HOURS}
    states = set(Certificate.objects.values_list("state", flat=True))
    assert states == set(CertificateState)
    assert Certificate.objects.to_decide().exists()
    volunteer = User.objects.get(email="volunteer@demo.library")
    assert Certificate.objects.of_family(volunteer).valid().exists()


def test_visitors_have_said_how_it_was_and_one_event_is_looked_back_on(library):
    answers = Feedback.objects.all()
    assert answers.anonymous().count() > answers.exclude(registration=None).count() > 0
    assert answers.quoted().exists()
    citizen = account("citizen")
    assert not answers.filter(registration__contact__user=citizen).exists()
    told = Recap.objects.filter(published_at__isnull=False, event__photos__is_in_recap=True)
    assert told.exists()
    (waiting,) = recaps_to_review(account("director"))
    assert waiting.text_en
    assert waiting.text_zh


def test_the_media_told_of_an_event_of_a_brand_and_of_the_library(library):
    mentions = MediaMention.objects.all()
    assert mentions.filter(event__recap__published_at__isnull=False).exists()
    assert mentions.filter(event=None, brand__isnull=False).exists()
    assert mentions.filter(brand=None, level=MediaLevel.DISTRICT).exists()
    assert not mentions.filter(day__gt=NOW.date()).exists()


def test_there_is_something_to_do_and_something_late_and_most_of_it_is_done(library):
    today = NOW.date()
    tasks = EventTask.objects.filter(event__first_starts_at__lte=NOW + timedelta(days=35))
    late = tasks.overdue(today=today).count()
    done = tasks.filter(state=TaskState.DONE).count()
    assert done > late > 0
    assert not tasks.filter(done_at__gt=NOW).exists()
    assert tasks.due_within(7, today=today).exists()
    assert tasks.get(template=None).owner == account("coordinator")
    upcoming = Event.objects.public().upcoming(now=NOW).taking_place()
    assert upcoming.filter(tasks__isnull=False).exists()


def test_libraries_have_entered_two_years_and_somebody_answers_for_each_target(library):
    today = timezone.localdate(NOW)
    months = FigureEntry.objects.aggregate(first=Min("month"), last=Max("month"))
    assert months == {"first": date(2024, 4, 1), "last": date(2026, 3, 1)}
    late = missing_entries(None, [months["last"]])
    assert [each.branch.kind for each in late] == 2 * [BranchKind.BRANCH]
    targets = Target.objects.filter(year=today.year)
    assert targets.count() == targets.exclude(owner=None).count() > 5
    assert Target.objects.filter(year=today.year - 1).count() == targets.count()
    measured = measure_targets(targets.with_names(), on=today, now=NOW)
    assert all(each.progress.reached for each in measured)


def test_one_report_is_public_and_one_is_being_written(library):
    public, draft = Report.objects.order_by("-state")
    assert (public.state, draft.state) == (ReportState.PUBLISHED, ReportState.DRAFT)
    coordinator = User.objects.get(email="coordinator@demo.library")
    assert list(reports_in_scope(coordinator)) == [draft]
    for report in (public, draft):
        told = told_of(report)
        assert told.total.now.attendances > 0
        assert all(told.figure(key).now for key in ("volunteers", "partners", "media")), report
    assert [text.chapter for text in draft.texts.exclude(comment="")] == ["people"]
