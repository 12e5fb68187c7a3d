from typing import Any
from urllib.parse import urlencode

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy

from reports.forms.figures import RowsForm
from reports.services.facts import Fact, a_year_before, facts, summed
from reports.services.matrix import in_figures, value_of
from reports.services.rows import as_table, behind, told
from reports.views.base import CountingView

ON_A_PAGE = 50


class RowsView(CountingView):
    """The facts behind one number: which events, where, when, and what each came to."""

    page_title = gettext_lazy("Behind a number")
    header_icon = "list-ul"
    template_name = "reports/rows.html"
    url_name = "reports:rows"
    table_name = "rows"
    form_class = RowsForm
    form: RowsForm

    def table(self) -> list[list[Any]]:
        return as_table(told(self.facts, self.form.asked_measure))

    @cached_property
    def facts(self) -> list[Fact]:
        counting = self.counting(only=self.form.only)
        return behind(facts(counting), self.form.asked_measure)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.form.is_valid():
            pages = Paginator(self.facts, ON_A_PAGE)
            page = pages.get_page(self.request.GET.get("page"))
            total = summed(self.facts)
            measure = self.form.asked_measure
            context |= {
                "measure": measure,
                "number": in_figures(value_of(total, measure), measure),
                "a_year_before": self.address_a_year_before(),
                "total": total,
                "page": page,
                "rows": told(page.object_list, measure),
                "narrowed": self.form.in_words() if self.facts else [],
            }
        return context

    def address_a_year_before(self) -> str:
        """The same number of the same days a year before."""
        before = self.counting().a_year_before()
        query = self.query | {
            "first_day": before.first_day.isoformat(),
            "last_day": before.last_day.isoformat(),
        }
        if month := self.form.cleaned_data["at_month"]:
            query["at_month"] = a_year_before(month).isoformat()
        return f"{reverse(self.url_name)}?{urlencode(query)}"
