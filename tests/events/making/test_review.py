import pytest
from django.utils.translation import override
from wagtail.models import TaskState

from events.choices import Standing
from events.models import Event
from events.services.making.publishing import Outcome, publish_or_submit
from events.services.making.reviewing import REVIEW_ASKED
from network.choices import ReviewRule
from notifications.models import OutboxMessage
from notifications.services.kinds import kinds
from staff.choices import StaffRole
from staff.models import ReviewWorkflow
from tests.factories.brands import BrandFactory
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


def reviewer(**scope):
    return StaffScopeFactory(role=StaffRole.REVIEWER, **scope).user


def submit(event, author):
    revision = event.save_revision(user=author)
    assert publish_or_submit(revision, user=author) == Outcome.SUBMITTED
    return Event.objects.get(pk=event.pk)


def decide(event, user, decision="approve"):
    """Take the step that waits, as the page of the review does."""
    step = event.current_workflow_task_state
    assert decision in {name for name, *_ in step.task.specific.get_actions(event, user)}
    step.task.specific.on_action(step, user, decision)
    return Event.objects.get(pk=event.pk)


def may_review(event, user):
    step = Event.objects.get(pk=event.pk).current_workflow_task_state
    return bool(step.task.specific.get_actions(event, user))


def waiting_for(user):
    return [state.workflow_state.content_object for state in TaskState.objects.reviewable_by(user)]


@pytest.fixture
def author():
    return StaffScopeFactory().user


@pytest.fixture
def event():
    return EventFactory(live=False, branch__review_rule=ReviewRule.ONE)


@pytest.fixture
def thrice():
    return EventFactory(live=False, branch__review_rule=ReviewRule.THREE)


def test_migration_has_made_the_workflows():
    steps = {
        row.rule: row.workflow.tasks.count()
        for row in ReviewWorkflow.objects.select_related("workflow")
    }
    assert steps == {ReviewRule.ONE: 1, ReviewRule.THREE: 3}


def test_approval_publishes_what_was_reviewed(event, author):
    event = submit(event, author)
    assert (event.live, event.standing) == (False, Standing.IN_REVIEW)
    event = decide(event, reviewer())
    assert (event.live, event.standing) == (True, Standing.PUBLISHED)


def test_nobody_changes_the_text_while_it_is_reviewed(event, author):
    someone = reviewer()
    event = submit(event, author)
    for user in (author, someone, UserFactory(is_superuser=True)):
        assert event.get_lock().for_user(user)


def test_asking_for_changes_gives_it_back_to_its_author(event, author):
    someone = reviewer()
    event = decide(submit(event, author), someone, "reject")
    assert (event.live, event.standing) == (False, Standing.NEEDS_CHANGES)
    assert event.get_lock() is None

    event.title_en = "Better"
    event = decide(submit(event, author), someone)
    assert (event.live, event.title_en) == (True, "Better")


class TestFourEyes:
    def test_author_does_not_review_even_with_the_role(self, event, author):
        StaffScopeFactory(user=author, role=StaffRole.REVIEWER)
        event = submit(event, author)
        assert not may_review(event, author)
        assert waiting_for(author) == []

    def test_nor_does_a_superuser_who_wrote_it(self, event):
        boss = UserFactory(is_superuser=True)
        assert not may_review(submit(event, boss), boss)
        assert may_review(event, UserFactory(is_superuser=True))

    def test_nor_does_anybody_else_who_wrote_an_earlier_version(self, event, author):
        helper = reviewer()
        event.save_revision(user=helper)
        event = submit(event, author)
        assert not may_review(event, helper)
        assert may_review(event, reviewer())


class TestThreeReviews:
    def test_take_three_people(self, thrice, author):
        first, second, third = reviewer(), reviewer(), reviewer()
        event = decide(submit(thrice, author), first)
        assert not event.live
        assert not may_review(event, first)
        event = decide(event, second)
        assert not event.live
        assert not may_review(event, first)
        assert not may_review(event, second)
        assert decide(event, third).live

    def test_begin_anew_for_a_changed_text(self, thrice, author):
        first, second, third = reviewer(), reviewer(), reviewer()
        event = decide(submit(thrice, author), first)
        event = decide(event, second, "reject")
        event.title_en = "Better"
        event = submit(event, author)
        event = decide(event, second)
        event = decide(event, first)
        assert not event.live
        assert decide(event, third).live


class TestScope:
    def test_reviewer_of_the_branch_or_the_brand(self, event, author):
        event = submit(event, author)
        assert may_review(event, reviewer(branch=event.branch))
        assert may_review(event, reviewer(brand=event.brand))
        assert not may_review(event, reviewer(branch=BranchFactory()))
        assert not may_review(event, reviewer(brand=BrandFactory()))

    def test_coordinator_and_director_do_not_review(self, event, author):
        event = submit(event, author)
        for role in (StaffRole.COORDINATOR, StaffRole.DIRECTOR, StaffRole.DOOR):
            assert not may_review(event, StaffScopeFactory(role=role).user)

    def test_list_of_what_waits_holds_what_one_may_review(self, event, thrice, author):
        someone = reviewer(branch=event.branch)
        event, _ = submit(event, author), submit(thrice, author)
        assert waiting_for(someone) == [event]


class TestNews:
    def addresses(self):
        rows = OutboxMessage.objects.filter(kind=REVIEW_ASKED).order_by("pk")
        return set(rows.values_list("address", flat=True))

    def test_reaches_those_who_may_take_the_step(self, event, author):
        wanted = reviewer(branch=event.branch)
        reviewer(branch=BranchFactory())
        StaffScopeFactory(user=author, role=StaffRole.REVIEWER)
        UserFactory(is_superuser=True)
        submit(event, author)
        assert self.addresses() == {wanted.email}

    def test_of_a_later_step_leaves_out_who_took_the_earlier(self, thrice, author):
        first, second = reviewer(), reviewer()
        event = submit(thrice, author)
        OutboxMessage.objects.all().delete()
        decide(event, first)
        assert self.addresses() == {second.email}

    def test_is_worded_in_the_language_of_the_reviewer(self, event, author):
        reviewer(user__language="zh-hans")
        event.title_zh = "灯笼"
        submit(event, author)
        message = OutboxMessage.objects.get()
        assert message.language == "zh-hans"
        with override("zh-hans"):
            letter = kinds[message.kind](message, message.created_at)
        assert "灯笼" in letter.title
        assert letter.link.url.endswith(f"/admin/events/review/{event.pk}/")
