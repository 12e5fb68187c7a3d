from datetime import date, datetime
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from brands.choices import Audience
from brands.models import OLDEST, YOUNGEST, Brand
from cms import formats
from events.querysets import Days
from events.services.listing import Filters
from events.services.words import listed
from network.choices import Weekday
from network.services.outline import outline, walk

LONGEST_QUERY = 100
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# Python reserves `from`; addresses do not.
ADDRESS_NAMES = {"first_day": "from", "last_day": "to"}


def short_weekdays() -> list[tuple[int, str]]:
    """Choices in the language of the page that is being drawn."""
    return [(number, formats.short_weekday(number)) for number in Weekday.values]


class DayField(forms.DateField):
    """A day as calendars of browsers send it, 2026-04-23, whatever the language of the page."""

    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            required=False,
            input_formats=["%Y-%m-%d"],
            error_messages={"invalid": _("Give the day as year, month and day: 2026-04-23.")},
            validators=[MinValueValidator(FIRST_DAY), MaxValueValidator(LAST_DAY)],
            **kwargs,
        )


class EventFilterForm(forms.Form):
    """The filters of the list and its feeds, as they stand in the address.

    What is left out does not narrow the list. What cannot be read is refused with a sentence;
    `filters()` goes by the rest. Brands and branches are named by their slugs and fetched once.
    """

    q = forms.CharField(
        label=_("Search"),
        max_length=LONGEST_QUERY,
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "enterkeyhint": "search",
                "placeholder": _("Title, brand or place"),
            }
        ),
    )
    brand = forms.ChoiceField(label=_("Brand"), required=False)
    branch = forms.ChoiceField(label=_("Library or district"), required=False)
    audience = forms.ChoiceField(
        label=_("For whom"), choices=[("", _("anyone")), *Audience.choices], required=False
    )
    age = forms.IntegerField(
        label=_("Age of who comes"),
        min_value=YOUNGEST,
        max_value=OLDEST,
        required=False,
        # A field for numbers would not show what it cannot read.
        widget=forms.TextInput(attrs={"inputmode": "numeric"}),
    )
    first_day = DayField(label=_("From"))
    last_day = DayField(label=_("Until"))
    weekday = forms.TypedMultipleChoiceField(
        label=_("Weekdays"),
        choices=short_weekdays,
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    free = forms.BooleanField(label=_("Only with places left"), required=False)

    def __init__(self, data: QueryDict, *, now: datetime) -> None:
        super().__init__(data)
        self.now = now
        today = timezone.localdate(now)
        nodes = list(walk(outline(on=today)))
        self.brands = {brand.slug: brand for brand in Brand.objects.all()}
        self.branches = {node.branch.slug: node.branch for node in nodes}
        self._offer(
            "brand",
            _("every brand"),
            [
                (slug, brand.name)
                for slug, brand in self.brands.items()
                if brand.is_active(on=today)
            ],
        )
        self._offer(
            "branch",
            _("every library"),
            [(node.branch.slug, node.indented_name) for node in nodes],
        )

    def add_prefix(self, field_name: str) -> str:
        return ADDRESS_NAMES.get(field_name, field_name)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        first, last = cleaned.get("first_day"), cleaned.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("This day lies before the first one."))
        elif last and not first and last < timezone.localdate(self.now):
            self.add_error("last_day", _("This day is over. To look back, give a first day too."))
        return cleaned

    def filters(self) -> Filters:
        """What was asked for, as far as it could be read."""
        self.is_valid()
        cleaned = self.cleaned_data
        return Filters(
            days=Days(
                now=self.now,
                first=cleaned.get("first_day") or timezone.localdate(self.now),
                last=cleaned.get("last_day"),
                weekdays=frozenset(cleaned.get("weekday") or ()),
            ),
            query=cleaned.get("q") or "",
            brand=self.brands.get(cleaned.get("brand") or ""),
            branch=self.branches.get(cleaned.get("branch") or ""),
            audience=cleaned.get("audience") or "",
            age=cleaned.get("age"),
            only_free=bool(cleaned.get("free")),
        )

    def chosen(self) -> dict[str, str]:
        """What narrows the list, in words, by its name in the address. Days aside."""
        filters = self.filters()
        words: dict[str, Any] = {}
        if filters.query:
            words["q"] = _("“%(words)s”") % {"words": filters.query}
        if filters.brand:
            words["brand"] = filters.brand.name
        if filters.branch:
            words["branch"] = filters.branch.name
        if filters.audience:
            words["audience"] = Audience(filters.audience).label
        if filters.age is not None:
            words["age"] = _("at the age of %(age)d") % {"age": filters.age}
        if filters.days.weekdays:
            weekdays = map(formats.short_weekday, sorted(filters.days.weekdays))
            words["weekday"] = listed(weekdays)
        if filters.only_free:
            words["free"] = _("with places left")
        return {name: str(text) for name, text in words.items()}

    def _offer(self, name: str, nothing_chosen: Any, choices: list[tuple[str, str]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [("", nothing_chosen), *choices]
