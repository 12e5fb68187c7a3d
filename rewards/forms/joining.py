"""Who takes part, with which library, and under which name."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import ConsentText
from network.querysets import BranchQuerySet
from rewards.models.reader import LONGEST_NICKNAME
from rewards.services.reading.candidates import Candidate


@dataclass(frozen=True)
class Chosen:
    """Somebody who was ticked, and how they are shown."""

    candidate: Candidate
    nickname: str
    in_leaderboard: bool


@dataclass(frozen=True)
class Row:
    """The fields of one person."""

    candidate: Candidate
    is_ticked: bool
    nickname: forms.BoundField
    in_leaderboard: forms.BoundField | None


class JoinForm(forms.Form):
    """Ticks of a family; each has a nickname and, where there is a leaderboard, a place on it."""

    branch = forms.ModelChoiceField(
        label=_("Your library"),
        queryset=None,
        help_text=_("Where you come by most often. What you read counts for it too."),
    )
    who = forms.MultipleChoiceField(
        label=_("Who takes part?"), error_messages={"required": _("Choose at least one of you.")}
    )

    def __init__(
        self,
        *args: Any,
        candidates: Sequence[Candidate],
        libraries: BranchQuerySet,
        text: ConsentText | None,
        has_leaderboard: bool,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.candidates = [each for each in candidates if each.can_join]
        self.text = text
        branch: Any = self.fields["branch"]
        branch.queryset = libraries
        who: Any = self.fields["who"]
        who.choices = [(str(each.membership.pk), str(each.person)) for each in self.candidates]
        for each in self.candidates:
            self.fields[f"nickname_{each.membership.pk}"] = forms.CharField(
                label=_("Nickname"),
                max_length=LONGEST_NICKNAME,
                initial=each.nickname,
                required=False,
                widget=forms.TextInput(attrs={"autocomplete": "off"}),
            )
            if has_leaderboard:
                self.fields[f"shown_{each.membership.pk}"] = forms.BooleanField(
                    label=_("Show this nickname on the leaderboard"), required=False
                )
        if text:
            self.fields["agrees"] = forms.BooleanField(
                label=_("I am a guardian of the children that I have ticked, and I agree."),
                required=False,
            )

    @property
    def rows(self) -> Iterator[Row]:
        """One person after the other."""
        ticked = self["who"].value() or []
        for each in self.candidates:
            key = each.membership.pk
            yield Row(
                each,
                is_ticked=str(key) in ticked,
                nickname=self[f"nickname_{key}"],
                in_leaderboard=self[f"shown_{key}"] if f"shown_{key}" in self.fields else None,
            )

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        needs_consent = any(each.candidate.needs_consent for each in self.chosen)
        if self.text and needs_consent and not cleaned.get("agrees"):
            self.add_error("agrees", _("Read this and tick the box, or ask us first."))
        return cleaned

    @property
    def chosen(self) -> list[Chosen]:
        """Those who were ticked."""
        ticked = self.cleaned_data.get("who", [])
        return [
            Chosen(
                each,
                nickname=self.cleaned_data.get(f"nickname_{each.membership.pk}", ""),
                in_leaderboard=self.cleaned_data.get(f"shown_{each.membership.pk}", False),
            )
            for each in self.candidates
            if str(each.membership.pk) in ticked
        ]

    @property
    def read(self) -> list[int]:
        """The key of the text, where it was agreed to."""
        return [self.text.pk] if self.text and self.cleaned_data.get("agrees") else []


class ShownForm(forms.Form):
    """How a reader is called by others, and whether they are on the leaderboard."""

    nickname = forms.CharField(
        label=_("Nickname"),
        max_length=LONGEST_NICKNAME,
        required=False,
        help_text=_("Never the real name of a child, please."),
    )
    in_leaderboard = forms.BooleanField(
        label=_("Show this nickname on the leaderboard and in our group"), required=False
    )
