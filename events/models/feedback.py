"""What people say after an event, and that they have said it, in tables that share no key."""

from __future__ import annotations

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from brands.models import Programme
from core.bilingual import InLanguage
from events.choices import Agreement, FeedbackWay
from events.models.event import Event
from events.models.registration import Registration
from events.querysets import FeedbackQuerySet

FEWEST_STARS, MOST_STARS = 1, 5
LONGEST_WORDS = 1000


class FeedbackQuestion(models.Model):
    """One of the two questions of the survey: after the events of a programme, or after all others.

    Once somebody has answered it, it is never reworded: it is retired, and another takes its place.
    """

    programme = models.ForeignKey(
        Programme,
        verbose_name=_("programme"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="feedback_questions",
    )
    position = models.PositiveSmallIntegerField(_("first or second"))
    text_en = models.CharField(_("question (English)"), max_length=160)
    text_zh = models.CharField(_("question (Chinese)"), max_length=160)
    is_retired = models.BooleanField(_("is not asked any more"), default=False)

    text = InLanguage()

    class Meta:
        verbose_name = _("question of the survey")
        verbose_name_plural = _("questions of the survey")
        ordering = ["position", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["programme", "position"],
                condition=Q(is_retired=False),
                nulls_distinct=False,
                name="feedback_question_once_in_its_place",
            ),
            models.CheckConstraint(
                condition=Q(position__in=(1, 2)), name="feedback_question_is_one_of_two"
            ),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_zh=""),
                name="feedback_question_in_both_languages",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class Feedback(models.Model):
    """What one party, or one reader of a table sign, said about an event.

    Without a registration it is anonymous. Its key is drawn by lot, it tells the day and no moment,
    and `events.services.feedback.answering` writes the anonymous answers of an event anew, in
    random order, with each that comes: so not even their place in the table tells who came when.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback")
    registration = models.OneToOneField(
        Registration,
        verbose_name=_("registration"),
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="feedback",
        help_text=_("Only of those who wish to be known to the library."),
    )
    way = models.CharField(_("asked by"), max_length=10, choices=FeedbackWay)
    stars = models.PositiveSmallIntegerField(_("stars"))
    first_question = models.ForeignKey(
        FeedbackQuestion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    first_answer = models.CharField(max_length=10, choices=Agreement, blank=True, default="")
    second_question = models.ForeignKey(
        FeedbackQuestion, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    second_answer = models.CharField(max_length=10, choices=Agreement, blank=True, default="")
    words = models.TextField(_("in their own words"), max_length=LONGEST_WORDS, blank=True)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    may_be_quoted = models.BooleanField(_("may be quoted"), default=False)
    quoted_as = models.CharField(_("name to show"), max_length=40, blank=True, default="")
    is_public = models.BooleanField(_("quoted in public"), default=False)
    is_repeat = models.BooleanField(
        _("a further one"),
        default=False,
        help_text=_("From a table sign, by a phone from which there was one that day."),
    )
    given_on = models.DateField(_("given on"))

    objects = FeedbackQuerySet.as_manager()

    class Meta:
        verbose_name = _("feedback")
        verbose_name_plural = _("feedback")
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(stars__gte=FEWEST_STARS, stars__lte=MOST_STARS),
                name="feedback_has_one_to_five_stars",
            ),
            models.CheckConstraint(
                condition=Q(way=FeedbackWay.LETTER) | Q(registration__isnull=True),
                name="feedback_from_a_sign_is_anonymous",
            ),
            models.CheckConstraint(
                condition=(
                    Q(first_question__isnull=True, first_answer="")
                    | Q(first_question__isnull=False) & ~Q(first_answer="")
                )
                & (
                    Q(second_question__isnull=True, second_answer="")
                    | Q(second_question__isnull=False) & ~Q(second_answer="")
                ),
                name="feedback_answers_have_their_questions",
            ),
            models.CheckConstraint(
                condition=Q(first_question__isnull=True)
                | Q(second_question__isnull=True)
                | ~Q(first_question=F("second_question")),
                name="feedback_answers_a_question_once",
            ),
            models.CheckConstraint(
                condition=Q(is_public=False) | Q(may_be_quoted=True) & ~Q(words=""),
                name="feedback_is_quoted_only_with_agreement",
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.event_id}: {self.stars}/{MOST_STARS}"


class FeedbackReceipt(models.Model):
    """That one party has answered, and nothing else: neither when, nor what, nor readably who.

    The party is known by a keyed hash of its ticket's code. The key is the installation's secret,
    which no database holds.
    """

    party = models.CharField(max_length=64, primary_key=True)
    event = models.ForeignKey(Event, on_delete=models.CASCADE, related_name="feedback_receipts")

    class Meta:
        verbose_name = _("receipt of feedback")
        verbose_name_plural = _("receipts of feedback")

    def __str__(self) -> str:
        return f"#{self.event_id}"
