from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import cached_property
from typing import Any, cast

from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.forms.utils import flatatt
from django.http import QueryDict
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from brands.choices import Audience, EventLanguage
from brands.models import OLDEST, YOUNGEST, Brand
from cms import formats
from cms.formats import listed
from events.querysets import Days
from events.services.finding.facets import Facets
from events.services.finding.listing import Filters
from network.choices import Weekday
from network.services.outline import above, outline, walk

LONGEST_QUERY = 100
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)

# What children's ages are asked by; any other age may stand in the address.
AGES_OFFERED = range(18)

# Python reserves `from`; addresses do not.
ADDRESS_NAMES = {"first_day": "from", "last_day": "to"}


def short_weekdays() -> list[tuple[int, str]]:
    """Choices in the language of the page that is being drawn."""
    return [(number, formats.short_weekday(number)) for number in Weekday.values]


class CountedSelect(forms.Select):
    """A select that tells of each option how many events it would leave.

    Options that leave none stay, quietly: one sees that there are such. A chosen value that is not
    among the options is shown as it was sent. It writes its HTML itself: a hundred branches take
    Django's templates a third of the time of the whole page.
    """

    count: Callable[[Any], int] | None = None

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        return format_html(
            "<select{}>{}</select>",
            flatatt(self.build_attrs(self.attrs, {**(attrs or {}), "name": name})),
            format_html_join(
                "", "<option{}>{}</option>", self._options("" if value is None else str(value))
            ),
        )

    def _options(self, chosen: str) -> Iterable[tuple[SafeString, str]]:
        is_offered = False
        for option, label in cast(list[tuple[Any, Any]], self.choices):
            value = str(option)
            is_chosen = value == chosen
            is_offered |= is_chosen
            attrs: dict[str, Any] = {"value": value, "selected": is_chosen}
            if value and self.count:
                count = self.count(value)
                label = with_count(label, count)
                attrs |= {} if count else {"class": "option-empty"}
            yield flatatt(attrs), label
        if not is_offered:
            yield flatatt({"value": chosen, "selected": True}), chosen


def with_count(label: Any, count: int) -> str:
    """Little Tree (12)."""
    return f"{label} ({formats.number(count)})"


def ages_to_choose(chosen: str) -> list[int]:
    """The usual ages, and another one that was chosen."""
    other = int(chosen) if chosen.isascii() and chosen.isdigit() and len(chosen) < 4 else 0
    return [*AGES_OFFERED, *([other] if AGES_OFFERED[-1] < other <= OLDEST else [])]


def age_in_years(age: int) -> str:
    if age == 0:
        return str(_("under 1 year"))
    return ngettext("%(age)d year", "%(age)d years", age) % {"age": age}


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
    brand = forms.ChoiceField(label=_("Brand"), required=False, widget=CountedSelect)
    branch = forms.ChoiceField(label=_("Library or district"), required=False, widget=CountedSelect)
    audience = forms.ChoiceField(
        label=_("For whom"),
        choices=[("", _("anyone")), *Audience.choices],
        required=False,
        widget=CountedSelect,
    )
    age = forms.IntegerField(
        label=_("Age of who comes"),
        min_value=YOUNGEST,
        max_value=OLDEST,
        required=False,
        widget=CountedSelect,
    )
    language = forms.ChoiceField(
        label=_("Held in"),
        choices=[("", _("any language")), *EventLanguage.choices],
        required=False,
        widget=CountedSelect,
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
    accessible = forms.BooleanField(label=_("Only where no step is in the way"), required=False)

    def __init__(self, data: QueryDict, *, now: datetime) -> None:
        super().__init__(data)
        self.now = now
        today = timezone.localdate(now)
        self.network = outline(on=today)
        nodes = list(walk(self.network))
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
        cast(CountedSelect, self.fields["age"].widget).choices = [
            ("", _("any age")),
            *((age, age_in_years(age)) for age in ages_to_choose(data.get("age", ""))),
        ]
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
        """What was asked for, as far as it could be read; always the same one."""
        return self._filters

    @cached_property
    def _filters(self) -> Filters:
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
            language=cleaned.get("language") or "",
            only_free=bool(cleaned.get("free")),
            only_accessible=bool(cleaned.get("accessible")),
        )

    def as_query(self) -> QueryDict:
        """What was asked for as an address has it: each filter once, and what could be read."""
        self.is_valid()
        query = QueryDict(mutable=True)
        for name, value in self.cleaned_data.items():
            values = dict.fromkeys(value) if isinstance(value, list) else [value]
            told = [str(each) for each in values if each is not False and each not in (None, "")]
            query.setlist(self.add_prefix(name), told)
        return query

    @property
    def tree(self) -> list[tuple[int, int]]:
        """Each branch with each one above it, as `count_facets` wants them."""
        return above(self.network)

    def tell_counts(self, facets: Facets) -> None:
        """Say of each option how many events it would leave, given the other filters."""
        counts: dict[str, Callable[[Any], int]] = {
            "brand": lambda slug: facets.of("brand", self.brands[slug].pk),
            "branch": lambda slug: facets.of("branch", self.branches[slug].pk),
            "audience": lambda audience: facets.of("audience", audience),
            "age": lambda age: facets.of_age(int(age)),
            "language": lambda language: facets.of("language", language),
        }
        for name, count in counts.items():
            cast(CountedSelect, self.fields[name].widget).count = count
        for name in ("free", "accessible"):
            self[name].label = with_count(self.fields[name].label, facets.of(name, 1))
        weekdays = cast(forms.TypedMultipleChoiceField, self.fields["weekday"])
        weekdays.choices = [
            (
                day,
                format_html(
                    '{} <span class="toggle-count">{}</span>',
                    label,
                    formats.number(facets.of("weekday", day)),
                ),
            )
            for day, label in short_weekdays()
        ]

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
        if filters.language:
            words["language"] = _("in %(language)s") % {
                "language": EventLanguage(filters.language).label
            }
        if filters.only_free:
            words["free"] = _("with places left")
        if filters.only_accessible:
            words["accessible"] = _("without steps")
        return {name: str(text) for name, text in words.items()}

    def _offer(self, name: str, nothing_chosen: Any, choices: list[tuple[str, str]]) -> None:
        field = cast(forms.ChoiceField, self.fields[name])
        field.choices = [("", nothing_chosen), *choices]
