"""Who and what goes with an event: partners, book lists, costs."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils.translation import gettext_lazy

from books.models import BookList
from cms.viewsets import rows_in_scope
from events.forms.desk.base import DeskForm
from events.services.making.particulars import set_book_lists, set_costs, set_partners
from network.models import Partner


class PartnersForm(DeskForm):
    partners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Partners"),
        queryset=Partner.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"partners": list(kwargs["event"].partners.all())}
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        set_partners(self.event, self.cleaned_data["partners"], user=self.user)


class BookListsForm(DeskForm):
    book_lists = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Book lists"),
        queryset=BookList.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Shown on the page of the event. Lists are made under “Books” in the menu."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        chosen = kwargs["event"].book_lists.all()
        kwargs["initial"] = {"book_lists": list(chosen)}
        super().__init__(*args, **kwargs)
        offered = rows_in_scope(self.user, BookList).filter(is_published=True)
        field = cast(forms.ModelMultipleChoiceField, self.fields["book_lists"])
        field.queryset = BookList.objects.filter(
            Q(pk__in=offered.values("pk")) | Q(pk__in=chosen.values("pk"))
        )

    def save(self) -> None:
        set_book_lists(self.event, self.cleaned_data["book_lists"], user=self.user)


class CostsForm(DeskForm):
    planned_cost = forms.DecimalField(
        label=gettext_lazy("Planned cost"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
    )
    actual_cost = forms.DecimalField(
        label=gettext_lazy("Actual cost"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        event = kwargs["event"]
        kwargs["initial"] = {name: getattr(event, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        set_costs(self.event, user=self.user, **self.cleaned_data)
