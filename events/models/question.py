"""What the makers of an event want to know of a party, why, and what the party answered."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple, cast

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from brands.models import Programme
from cms import formats
from core.bilingual import InLanguage, active_suffix
from events.choices import KINDS_WITH_OPTIONS, QuestionKind
from events.models.event import Event
from events.models.registration import Registration
from events.querysets import QuestionQuerySet

MOST_DAYS_KEPT = 365


class Option(NamedTuple):
    """One thing to choose, in both languages."""

    en: str
    zh: str

    @property
    def text(self) -> str:
        return str(getattr(self, active_suffix()))


class Question(models.Model):
    """Asked of each party that registers for one event, or for any event of a programme.

    Once somebody has answered it is retired, not deleted: it is asked no more, and what was
    answered can still be read.
    """

    event = models.ForeignKey(
        Event, on_delete=models.CASCADE, null=True, blank=True, related_name="questions"
    )
    programme = models.ForeignKey(
        Programme, on_delete=models.CASCADE, null=True, blank=True, related_name="questions"
    )
    kind = models.CharField(_("kind of answer"), max_length=10, choices=QuestionKind)
    text_en = models.CharField(_("question (English)"), max_length=200)
    text_zh = models.CharField(_("question (Chinese)"), max_length=200)
    help_en = models.CharField(_("help (English)"), max_length=200, blank=True)
    help_zh = models.CharField(_("help (Chinese)"), max_length=200, blank=True)
    options_en = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("to choose from (English)"),
        default=list,
        blank=True,
    )
    options_zh = ArrayField(
        models.CharField(max_length=80),
        verbose_name=_("to choose from (Chinese)"),
        default=list,
        blank=True,
    )
    purpose_en = models.CharField(_("why you ask (English)"), max_length=200)
    purpose_zh = models.CharField(_("why you ask (Chinese)"), max_length=200)
    keep_days = models.PositiveSmallIntegerField(
        _("days to keep the answers"),
        default=14,
        validators=[MaxValueValidator(MOST_DAYS_KEPT)],
        help_text=_("After the last session; then they are erased. 0: on the next morning."),
    )
    is_required = models.BooleanField(_("has to be answered"), default=False)
    is_retired = models.BooleanField(_("is not asked any more"), default=False, editable=False)
    position = models.PositiveSmallIntegerField(default=0, editable=False)

    text = InLanguage()
    help = InLanguage()
    purpose = InLanguage()

    objects = QuestionQuerySet.as_manager()

    class Meta:
        verbose_name = _("question")
        verbose_name_plural = _("questions")
        ordering = [F("programme").asc(nulls_last=True), "position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(event__isnull=True, programme__isnull=False)
                | Q(event__isnull=False, programme__isnull=True),
                name="question_of_an_event_or_a_programme",
            ),
            models.CheckConstraint(
                condition=~Q(text_en="") & ~Q(text_zh="") & ~Q(purpose_en="") & ~Q(purpose_zh=""),
                name="question_says_what_and_why_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=KINDS_WITH_OPTIONS, options_en__len__gte=2)
                | ~Q(kind__in=KINDS_WITH_OPTIONS) & Q(options_en__len=0),
                name="question_has_options_if_any_are_chosen",
            ),
            models.CheckConstraint(
                condition=Q(options_en__len=F("options_zh__len")),
                name="question_options_in_both_languages",
            ),
            models.CheckConstraint(
                condition=Q(keep_days__lte=MOST_DAYS_KEPT), name="question_is_not_kept_for_ever"
            ),
            models.UniqueConstraint(fields=["id", "kind"], name="question_key_with_kind"),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def owner(self) -> Event | Programme:
        """Who asks it: one of the two, which the database holds."""
        return cast("Event | Programme", self.event or self.programme)

    def asked_by(self, owner: Event | Programme) -> bool:
        """Whether it is this one's; costs no statement."""
        return owner.pk == (self.event_id if isinstance(owner, Event) else self.programme_id)

    @property
    def options(self) -> list[Option]:
        return [Option(*texts) for texts in zip(self.options_en, self.options_zh, strict=True)]


class Answer(models.Model):
    """What a party said, in a form that no later change of the question alters.

    `value` is a text, a whole number, a day as "2026-05-09", true for an agreement, the chosen
    words in both languages as `{"en": …, "zh": …}`, or a list of those. The migration adds a
    composite foreign key: an answer has the kind of its question, which stays once it is answered.
    """

    registration = models.ForeignKey(Registration, on_delete=models.CASCADE, related_name="answers")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="answers")
    kind = models.CharField(max_length=10, choices=QuestionKind)
    value = models.JSONField()
    wording = models.TextField(
        blank=True,
        default="",
        help_text=_("What somebody agreed to, word for word as it was shown to them."),
    )
    given_at = models.DateTimeField(_("answered"), default=timezone.now, db_default=Now())
    erases_on = models.DateField(_("is erased on"))

    class Meta:
        verbose_name = pgettext_lazy("to a question", "answer")
        verbose_name_plural = pgettext_lazy("to a question", "answers")
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["registration", "question"], name="answer_once"),
            models.CheckConstraint(
                condition=Q(kind=QuestionKind.CONSENT, value=True) & ~Q(wording="")
                | ~Q(kind=QuestionKind.CONSENT) & Q(wording=""),
                name="answer_agrees_to_something",
            ),
        ]
        indexes = [models.Index(fields=["erases_on"], name="answer_erased_on")]

    def __str__(self) -> str:
        return self.said

    @property
    def said(self) -> str:
        """The answer in words."""
        return gettext(", ").join(self.words)

    @property
    def words(self) -> list[str]:
        """The words of each option that was chosen, or of the one answer."""
        value: Any = self.value
        match self.kind:
            case QuestionKind.CHOICE:
                return [Option(**value).text]
            case QuestionKind.MANY:
                return [Option(**chosen).text for chosen in value]
            case QuestionKind.DATE:
                return [formats.day(date.fromisoformat(value))]
            case QuestionKind.CONSENT:
                return [gettext("agreed")]
            case _:
                return [str(value)]
