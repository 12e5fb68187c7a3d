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
from events.services.recap import (
    NO_PHOTOS,
    NOTHING,
    fingerprint_of_photos,
    photos_of_recap,
    recap_of,
    write_recap,
)


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
        label=_("Photos"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _(
                "A photo that you had ticked may not be shown any more. Look at those that are "
                "left, and send it once more."
            )
        },
    )
    quotes = forms.MultipleChoiceField(
        label=_("Quotes"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _(
                "A quote that you had ticked was taken back. Look at those that are left, and send "
                "it once more."
            )
        },
    )
    # What stood there when its author began: words, photos and quotes.
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_photos = forms.CharField(required=False, widget=forms.HiddenInput)
    seen_quotes = forms.CharField(required=False, widget=forms.HiddenInput)
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
        chosen = [photo for photo in self.agreed if photo.is_in_recap]
        self.initial["seen_photos"] = fingerprint_of_photos(chosen)
        # Whoever has written nothing yet most likely wants them all.
        ticked = chosen if recap_of(self.event) else self.agreed
        self.initial["photos"] = [photo.pk for photo in ticked]

    def _offer_quotes(self) -> None:
        quotable = self.event.feedback.with_words().filter(may_be_quoted=True)
        self.quotable = {str(each.pk): each for each in quotable}
        self._choices_of("quotes", [(key, each.words) for key, each in self.quotable.items()])
        public = [key for key, each in self.quotable.items() if each.is_public]
        self.initial.update(quotes=public, seen_quotes=",".join(public))

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
            seen_photos=data["seen_photos"] or NO_PHOTOS,
        )
        self._show_quotes()
        self._count()
        return recap

    def look_again(self) -> dict[str, Any]:
        """What colleagues have done since the form was opened; sent again, it counts as seen."""
        words, photos = recap_of(self.event), list(photos_of_recap(self.event))
        now = {
            "seen": words.fingerprint if words else NOTHING,
            "seen_photos": fingerprint_of_photos(photos),
        }
        changed = {name for name, stored in now.items() if self.data.get(name) != stored}
        typed: Any = self.data
        renewed = typed.copy()
        renewed.update(now)
        self.data = renewed
        return {
            "theirs": words if "seen" in changed else None,
            "their_photos": photos if "seen_photos" in changed else None,
        }

    def _show_quotes(self) -> None:
        """Each by itself: what the author has not touched stays as others have put it meanwhile."""
        ticked, seen = self.cleaned_data["quotes"], self.cleaned_data["seen_quotes"].split(",")
        for key, feedback in self.quotable.items():
            is_public = key in ticked
            is_touched = is_public != (key in seen) and is_public != feedback.is_public
            if is_touched and show_quote(feedback, is_public=is_public):
                action = "events.quote_shown" if is_public else "events.quote_hidden"
                log(self.event, action, user=self.user)

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
