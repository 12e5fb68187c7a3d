from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxValueValidator, MinValueValidator
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminModelForm
from wagtail.admin.widgets import AdminDateInput

from brands.choices import Audience, EventKind
from brands.models import Programme
from core import clock
from core.keys import LARGEST_KEY
from events.forms.fields import offer
from events.models import Event
from events.permissions import events_in_scope
from reports.choices import Dimension, Measure
from reports.errors import FiguresFileTooLarge, PeriodEndsBeforeItStarts
from reports.models import Indicator, MediaMention
from reports.models.indicator import MINUTES
from reports.models.target import FIRST_YEAR, LAST_YEAR
from reports.permissions import colleagues_of
from reports.services.facts import Key
from reports.services.indicators.importing import MOST_BYTES
from reports.services.matrix import name_of
from reports.services.report.counted import SOURCES
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope, may_at, own_reach

EARLIEST, LATEST = date(1950, 1, 1), date(2199, 12, 31)
"""Days that have a year before them, and a month after."""

LONGEST_PERIOD = timedelta(days=20 * 366)
"""A table by months has 240 columns then, and is read by nobody."""


def of_our_time() -> list[Callable[[Any], None]]:
    return [MinValueValidator(EARLIEST), MaxValueValidator(LATEST)]


def programme_field() -> forms.ModelChoiceField:
    return forms.ModelChoiceField(
        queryset=Programme.objects.order_by("name_en", "name_zh"),
        label=_("Programme"),
        required=False,
        empty_label=_("Every programme"),
    )


class ReportForm(forms.Form):
    """A period, and what of it to look at. Offers only what the user may report on."""

    first_day = forms.DateField(label=_("From"), widget=AdminDateInput, validators=of_our_time())
    last_day = forms.DateField(label=_("To"), widget=AdminDateInput, validators=of_our_time())
    brand = forms.ModelChoiceField(
        queryset=None, label=_("Brand"), required=False, empty_label=_("Every brand")
    )
    branch = forms.ModelChoiceField(
        queryset=None,
        label=_("Where, with all below it"),
        required=False,
        empty_label=_("Every one"),
    )

    def __init__(self, data: Any, *, user: Any, today: date) -> None:
        super().__init__(data or self.first_values(today))
        self.fields["brand"].queryset = brands_in_scope(user, Action.REPORT)  # type: ignore[attr-defined]
        self.fields["branch"].queryset = branches_in_scope(user, Action.REPORT)  # type: ignore[attr-defined]
        if programme := self.fields.get("programme"):
            own = brands_in_scope(user, Action.REPORT).values("pk")
            programme.queryset = programme.queryset.filter(brand__in=own)  # type: ignore[attr-defined]

    def first_values(self, today: date) -> dict[str, Any]:
        """What is looked at before anybody has asked."""
        return {key: f"{day}" for key, day in this_half_year(today).items()}

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        first_day, last_day = data.get("first_day"), data.get("last_day")
        if first_day and last_day and last_day < first_day:
            self.add_error("last_day", str(PeriodEndsBeforeItStarts()))
        elif first_day and last_day:
            try:
                MaxValueValidator(first_day + LONGEST_PERIOD)(last_day)
            except ValidationError as too_late:
                self.add_error("last_day", too_late)
        return data


NONE = "none"


class KeyField(forms.Field):
    """The key of a row, or `none` for what has none of the kind."""

    def __init__(self) -> None:
        super().__init__(required=False)

    def clean(self, value: Any) -> int | str | None:
        if value in (None, "", NONE):
            return value or None
        return forms.IntegerField(min_value=1, max_value=LARGEST_KEY).clean(value)


def this_half_year(today: date) -> dict[str, date]:
    """From the first of January or July until today."""
    return {"first_day": today.replace(month=1 if today.month < 7 else 7, day=1), "last_day": today}


class MatrixForm(ReportForm):
    """Which figure by which two dimensions."""

    programme = programme_field()
    measure = forms.ChoiceField(label=_("Figure"), choices=Measure)
    rows = forms.ChoiceField(label=_("Lines"), choices=Dimension)
    columns = forms.ChoiceField(label=_("Columns"), choices=Dimension)
    kind = forms.ChoiceField(label=_("Kind"), required=False)
    audience = forms.ChoiceField(label=_("Audience"), required=False)

    field_order = ["measure", "rows", "columns", "first_day", "last_day", "brand", "programme"]

    def first_values(self, today: date) -> dict[str, Any]:
        return super().first_values(today) | {
            "measure": Measure.ATTENDANCES,
            "rows": Dimension.BRAND,
            "columns": Dimension.MONTH,
        }

    def __init__(self, data: Any, *, user: Any, today: date) -> None:
        super().__init__(data, user=user, today=today)
        kinds = [kind for kind in EventKind.choices if kind[0] != EventKind.INTERNAL]
        self.fields["kind"].choices = [("", _("Every kind")), *kinds]  # type: ignore[attr-defined]
        self.fields["audience"].choices = [("", _("Everybody")), *Audience.choices]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("rows") and data.get("rows") == data.get("columns"):
            self.add_error("columns", _("Choose something else than for the lines."))
        return data


class RowsForm(ReportForm):
    """One number of a page of figures: its measure, and to which keys it belongs."""

    programme = programme_field()
    measure = forms.ChoiceField(choices=Measure)
    kind = forms.ChoiceField(required=False, choices=[("", ""), *EventKind.choices])
    audience = forms.ChoiceField(required=False, choices=[("", ""), *Audience.choices])
    at_brand = KeyField()
    at_programme = KeyField()
    at_branch = KeyField()
    at_district = KeyField()
    at_kind = forms.ChoiceField(required=False, choices=[("", ""), *EventKind.choices])
    at_audience = forms.ChoiceField(required=False, choices=[("", ""), *Audience.choices])
    at_month = forms.DateField(required=False, validators=of_our_time())

    def first_values(self, today: date) -> dict[str, Any]:
        return super().first_values(today) | {"measure": Measure.EVENTS}

    @property
    def asked_measure(self) -> Measure:
        return Measure(self.cleaned_data["measure"])

    @property
    def only(self) -> dict[Dimension, Key]:
        """What the number is narrowed to."""
        keys = {each: self.cleaned_data[f"at_{each}"] for each in Dimension}
        return {
            each: None if key == NONE else key
            for each, key in keys.items()
            if key not in ("", None)
        }

    def in_words(self) -> list[tuple[str, str]]:
        return [(str(each.label), name_of(each, key)) for each, key in self.only.items()]


class IndicatorForm(WagtailAdminModelForm):
    """A key that the platform counts by is kept, and given to nothing else."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.instance.is_entered:
            for name in ("slug", "aggregation"):
                self.fields[name].disabled = True

    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if self.instance.is_entered and slug in SOURCES:
            raise ValidationError(
                _("The platform counts something by this key. Choose another one."), "taken"
            )
        if self.instance.is_entered and slug.endswith(MINUTES):
            raise ValidationError(
                _("What ends in “%(end)s” is told in hours. Choose another end.")
                % {"end": MINUTES},
                "minutes",
            )
        return slug

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        if not data.get("name_en") and not data.get("name_zh"):
            self.add_error("name_en", _("Give it a name in one language at least."))
        return data


class TargetForm(WagtailAdminModelForm):
    """Offers, and takes, only what its user reports on as a whole."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        user: Any = self.for_user
        fields: Any = self.fields
        indicators = Indicator.objects.active()
        if self.instance.pk:
            indicators |= Indicator.objects.filter(pk=self.instance.indicator_id)
        else:
            self.initial.setdefault("year", clock.today().year)
            self.initial.setdefault("owner", user.pk)
        fields["indicator"].queryset = indicators
        fields["branch"].queryset = branches_in_scope(user, Action.REPORT)
        fields["branch"].empty_label = _("Every one")
        fields["brand"].queryset = brands_in_scope(user, Action.REPORT)
        fields["brand"].empty_label = _("Every brand")
        fields["owner"].queryset = colleagues_of(user, on=clock.today())
        fields["owner"].required = True

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean()
        indicator, branch, brand = (data.get(name) for name in ("indicator", "branch", "brand"))
        if indicator and indicator.is_entered and brand:
            self.add_error(
                "brand",
                _(
                    "%(indicator)s is entered by library and month, of no brand. Leave the brand"
                    " open, or choose an indicator that the platform counts."
                )
                % {"indicator": indicator},
            )
        keys = {"branch_id": branch and branch.pk, "brand_id": brand and brand.pk}
        if not self.errors and not may_at(self.for_user, Action.REPORT, **keys):
            self.add_error(
                None,
                _("You do not report on all of that. Choose the library or the brand of yours."),
            )
        return data


class CopyTargetsForm(forms.Form):
    """Last year's targets, so many per cent higher or lower."""

    year = forms.IntegerField(label=_("For the year"), min_value=FIRST_YEAR, max_value=LAST_YEAR)
    per_cent = forms.IntegerField(
        label=_("Higher by, in per cent"),
        min_value=-99,
        max_value=900,
        initial=0,
        help_text=_("−5 makes them lower."),
    )


class FiguresFileForm(forms.Form):
    """A CSV file of entered figures."""

    file = forms.FileField(label=_("CSV file"))

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise ValidationError(str(FiguresFileTooLarge(kilobytes=MOST_BYTES // 1024)))
        self.name: str = file.name
        content: bytes = file.read()
        return content


class NewReportForm(ReportForm):
    """A period that is past, and of what; whoever makes a report reports on the whole of it."""

    title = forms.CharField(label=_("Title"), max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=settings.LANGUAGES)

    field_order = ["title", "first_day", "last_day", "branch", "brand", "language"]

    def __init__(self, data: Any, *, user: Any, today: date) -> None:
        self.user = user
        super().__init__(data, user=user, today=today)

    def first_values(self, today: date) -> dict[str, Any]:
        first_day, last_day = last_half_year(today)
        title = (
            _("Report on the first half of %(year)s")
            if first_day.month == 1
            else _("Report on the second half of %(year)s")
        )
        return {
            "title": title % {"year": first_day.year},
            "first_day": f"{first_day}",
            "last_day": f"{last_day}",
            "language": get_language() or settings.LANGUAGE_CODE,
            **own_reach(self.user, Action.REPORT),
        }

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        branch, brand = (data.get(name) for name in ("branch", "brand"))
        keys = {"branch_id": branch and branch.pk, "brand_id": brand and brand.pk}
        if not self.errors and not may_at(self.user, Action.REPORT, **keys):
            self.add_error(
                None,
                _("You do not report on all of that. Choose the library or the brand of yours."),
            )
        return data


class ChapterForm(forms.Form):
    """The words of one chapter."""

    text = forms.CharField(
        label=_("Text"), required=False, widget=forms.Textarea(attrs={"rows": 7})
    )
    comment = forms.CharField(
        label=_("Your comment"),
        help_text=_("What the figures do not say. It is printed below the text."),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean_text(self) -> str:
        return "\n".join(self.cleaned_data["text"].splitlines())

    def clean_comment(self) -> str:
        return "\n".join(self.cleaned_data["comment"].splitlines())


class SendBackForm(forms.Form):
    because = forms.CharField(
        label=_("What should be better"), max_length=300, widget=forms.Textarea(attrs={"rows": 3})
    )


def last_half_year(today: date) -> tuple[date, date]:
    """The half-year that was over last."""
    if today.month > 6:
        return today.replace(month=1, day=1), today.replace(month=6, day=30)
    year = today.year - 1
    return date(year, 7, 1), date(year, 12, 31)


class MediaMentionForm(WagtailAdminModelForm):
    """A mention of an event, a programme, a brand or a library that the user looks after.

    What it is about says more than is typed: an event its brand and its library, a programme its
    brand.
    """

    link = forms.URLField(
        label=_("Link"),
        max_length=500,
        required=False,
        assume_scheme="https",
        help_text=_("Where it can be read, if it can."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.action = Action.CHANGE if self.instance.pk else Action.ADD
        brands = brands_in_scope(self.for_user, self.action)
        branches = branches_in_scope(self.for_user, self.action)
        kept = self.instance
        events = events_in_scope(self.for_user, self.action).exclude(kind=EventKind.INTERNAL)
        offer(self, "event", events | Event.objects.filter(pk=kept.event_id))
        offer(self, "programme", Programme.objects.filter(brand__in=brands).order_by("name_en"))
        offer(self, "brand", brands)
        offer(self, "branch", branches)
        self.fields["branch"].required = False
        self.fields["branch"].help_text = _("Which it is about; with an event, that of the event.")

    def clean_day(self) -> date:
        day: date = self.cleaned_data["day"]
        if day > clock.today():
            raise ValidationError(_("This day lies ahead. Enter the mention once it came out."))
        return day

    def clean(self) -> dict[str, Any]:
        mention = super().clean()
        self._fill_in(mention)
        branch, brand = mention.get("branch"), mention.get("brand")
        if branch is None and "branch" not in self.errors:
            self.add_error("branch", _("Choose the library, or the event that it is about."))
        elif branch and not may_at(
            self.for_user,
            self.action,
            branch_id=branch.pk,
            brand_id=brand.pk if brand else None,
        ):
            self.add_error(
                None, _("You do not look after that. Choose a library or a brand of yours.")
            )
        return mention

    def _fill_in(self, mention: dict[str, Any]) -> None:
        if event := mention.get("event"):
            mention["branch"], mention["brand"] = event.branch, event.brand
        elif programme := mention.get("programme"):
            mention["brand"] = programme.brand

    def save(self, commit: bool = True) -> MediaMention:
        if self.instance.pk is None:
            self.instance.entered_at = clock.now()
            self.instance.entered_by = self.for_user
        mention: MediaMention = super().save(commit=commit)
        return mention
