"""What is told of an event once it is over, in one form."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.db.models import Sum
from django.utils.translation import gettext_lazy as _
from wagtail.log_actions import log

from events.forms.desk.base import DeskForm
from events.models import Recap, Session
from events.models.recap import LONGEST_RECAP
from events.services.attendance import correct_headcount
from events.services.feedback.answering import show_quote
from events.services.recap import NOTHING, recap_of, write_recap


def _sentences(label: Any) -> forms.CharField:
    return forms.CharField(
        label=label,
        max_length=LONGEST_RECAP,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class RecapForm(DeskForm):
    """Two sentences, how many came, photos with agreement, a quote or two."""

    text_zh = _sentences(_("How it was (Chinese)"))
    text_en = _sentences(_("How it was (English)"))
    adults = forms.IntegerField(label=_("Adults counted without a name"), min_value=0)
    children = forms.IntegerField(label=_("Children counted without a name"), min_value=0)
    photos = forms.TypedMultipleChoiceField(
        label=_("Photos"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )
    quotes = forms.MultipleChoiceField(
        label=_("Quotes"), required=False, widget=forms.CheckboxSelectMultiple
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    # The same form sent twice counts once.
    counted = forms.UUIDField(widget=forms.HiddenInput, initial=uuid4)

    def __init__(self, *args: Any, may_count: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if recap := recap_of(self.event):
            self.initial.update(
                text_en=recap.text_en, text_zh=recap.text_zh, seen=recap.fingerprint
            )
        self.session = self._session_to_count() if may_count else None
        if self.session:
            self.counts = self.session.headcounts.aggregate(
                adults=Sum("adults", default=0), children=Sum("children", default=0)
            )
            self.initial.update(self.counts)
        else:
            del self.fields["adults"], self.fields["children"]
        self._offer_photos()
        self._offer_quotes()

    def _session_to_count(self) -> Session | None:
        """The only one, if it lasted no longer than a day: others are counted at their doors."""
        sessions = list(self.event.sessions.planned()[:2])
        one_day = [each for each in sessions if each.first_day == each.last_day]
        return one_day[0] if len(sessions) == len(one_day) == 1 else None

    def _offer_photos(self) -> None:
        self.agreed = list(self.event.photos.agreed())
        choices = [(photo.pk, photo.caption or f"#{photo.pk}") for photo in self.agreed]
        self._choices_of("photos", choices)
        chosen = [photo.pk for photo in self.agreed if photo.is_in_recap]
        # Whoever has written nothing yet most likely wants them all.
        self.initial["photos"] = chosen if recap_of(self.event) else [key for key, _ in choices]

    def _offer_quotes(self) -> None:
        quotable = self.event.feedback.with_words().filter(may_be_quoted=True)
        self.quotable = {str(each.pk): each for each in quotable}
        self._choices_of("quotes", [(key, each.words) for key, each in self.quotable.items()])
        self.initial["quotes"] = [key for key, each in self.quotable.items() if each.is_public]

    def _choices_of(self, name: str, choices: list[tuple[Any, str]]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)  # noqa: S101 - tells mypy what it is.
        field.choices = choices

    def save(self) -> Recap:
        data = self.cleaned_data
        recap = write_recap(
            self.event,
            text_en=data["text_en"].strip(),
            text_zh=data["text_zh"].strip(),
            photos=data["photos"],
            by=self.user,
            now=self.now,
            seen=data["seen"] or NOTHING,
        )
        for key, feedback in self.quotable.items():
            is_public = key in data["quotes"]
            if is_public != feedback.is_public and show_quote(feedback, is_public=is_public):
                action = "events.quote_shown" if is_public else "events.quote_hidden"
                log(self.event, action, user=self.user)
        self._count()
        return recap

    def _count(self) -> None:
        """A count that was put right is a further line of the ledger, as at the door."""
        if self.session is None:
            return
        counts = {name: self.cleaned_data[name] for name in ("adults", "children")}
        if counts != self.counts:
            correct_headcount(
                session=self.session,
                day=self.session.first_day,
                **counts,
                by=self.user,
                source=f"recap:{self.cleaned_data['counted']}",
                now=self.now,
            )
