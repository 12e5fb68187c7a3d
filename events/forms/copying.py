"""Copying a week: which one, into which, and each copy before it is made."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any, cast

from django import forms
from django.db.models import prefetch_related_objects
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from brands.models import Brand
from core.days import monday_of
from events.errors import SeriesTooLong
from events.forms.fields import OF_OUR_TIME, offer
from events.forms.series import DateForm
from events.models import Session
from events.permissions import events_in_scope
from events.services.making.copying import Copy, SourceWeek, copies_into, week_of
from events.services.making.series.dates import MOST_DATES, Looked
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope

MOST_WEEKS = 8


def day_input() -> forms.DateInput:
    return forms.DateInput({"type": "date"}, format="%Y-%m-%d")


class CopyWeekForm(forms.Form):
    """Which week of which library or brand, and into how many weeks from which one on."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Library or service point"),
        queryset=Branch.objects.none(),
        required=False,
        empty_label=gettext_lazy("All libraries"),
    )
    brand = forms.ModelChoiceField(
        label=gettext_lazy("Brand"),
        queryset=Brand.objects.none(),
        required=False,
        empty_label=gettext_lazy("All brands"),
    )
    day = forms.DateField(
        label=gettext_lazy("Copy the week of"), widget=day_input(), validators=OF_OUR_TIME
    )
    into = forms.DateField(
        label=gettext_lazy("Into the week of"), widget=day_input(), validators=OF_OUR_TIME
    )
    weeks = forms.IntegerField(
        label=gettext_lazy("For so many weeks"), min_value=1, max_value=MOST_WEEKS, initial=1
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offer(self, "branch", branches_in_scope(user, Action.ADD))
        offer(self, "brand", brands_in_scope(user, Action.ADD).order_by("name_en", "pk"))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if self.errors:
            return cleaned
        if not cleaned.get("branch") and not cleaned.get("brand"):
            self.add_error("branch", _("Choose a library or a brand."))
        elif monday_of(cleaned["day"]) == monday_of(cleaned["into"]):
            self.add_error("into", _("This is the same week. Choose another one."))
        else:
            try:
                self.copies = copies_into(self.week, self.mondays)
            except SeriesTooLong as refusal:
                self.add_error("weeks", str(refusal))
        return cleaned

    @cached_property
    def week(self) -> SourceWeek:
        typed = self.cleaned_data
        return week_of(
            events_in_scope(self.user, Action.ADD),
            monday_of(typed["day"]),
            branch=typed["branch"],
            brand=typed["brand"],
        )

    @property
    def mondays(self) -> list[date]:
        first = monday_of(self.cleaned_data["into"])
        return [first + timedelta(weeks=number) for number in range(self.cleaned_data["weeks"])]


class CopyForm(DateForm):
    """One copy: whether it is wanted, and when and where it differs from its event."""

    source = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, sessions: dict[int, Session], **kwargs: Any) -> None:
        super().__init__(*args, rooms={}, **kwargs)
        self.sessions = sessions
        if self.session:
            self.offer_rooms({str(room.pk): room for room in self.session.branch.rooms.all()})

    @property
    def session(self) -> Session | None:
        """The meeting that is copied; none that is not of this week."""
        try:
            return self.sessions.get(int(self["source"].value()))
        except (TypeError, ValueError):
            return None

    def clean_source(self) -> int:
        if self.session is None:
            raise forms.ValidationError(_("This event is not in the week any more. Look again."))
        return self.session.pk

    @property
    def copy(self) -> Copy:
        return Copy(self.sessions[self.cleaned_data["source"]], self.asked)


class CopiesFormSet(forms.BaseFormSet):
    """The copies of a week, each as it is suggested or as somebody has changed it."""

    forms: list[CopyForm]

    @classmethod
    def of(cls, week: SourceWeek, copies: Sequence[Copy], looked: Sequence[Looked]) -> Any:
        return copies_formset(
            initial=[
                {
                    "source": each.source.pk,
                    "is_wanted": found.is_suggested,
                    "day": each.asked.day,
                    "starts_at": each.asked.starts_at,
                    "room": each.asked.room.pk if each.asked.room else "",
                }
                for each, found in zip(copies, looked, strict=True)
            ],
            form_kwargs={"sessions": by_key(week)},
            prefix="copies",
        )

    @classmethod
    def typed(cls, week: SourceWeek, data: Any) -> Any:
        return copies_formset(data, form_kwargs={"sessions": by_key(week)}, prefix="copies")

    def copies(self) -> list[Copy]:
        return [form.copy for form in self.forms]

    def wanted(self) -> list[Copy]:
        return [form.copy for form in self.forms if form.cleaned_data["is_wanted"]]


copies_formset = cast(
    type[CopiesFormSet],
    forms.formset_factory(
        CopyForm,
        formset=CopiesFormSet,
        extra=0,
        max_num=MOST_DATES,
        absolute_max=MOST_DATES,
        validate_max=True,
    ),
)


def by_key(week: SourceWeek) -> dict[int, Session]:
    """Those that can be copied; the rooms of their libraries are read once."""
    branches: dict[int, Branch] = {}
    for session in week.sessions:
        session.branch = branches.setdefault(session.branch_id, session.branch)
    prefetch_related_objects(list(branches.values()), "rooms")
    return {session.pk: session for session in week.sessions}
