import json
from io import BytesIO
from typing import IO, Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from reports.services.figures import Report, report
from reports.views.base import CountingView


class FiguresView(CountingView):
    """The figures of a period, in all and split four ways."""

    page_title = gettext_lazy("Figures")
    header_icon = "table"
    template_name = "reports/figures.html"
    url_name = "reports:figures"
    table_name = "figures"
    formats = ("csv", "xlsx", "json")

    def table(self) -> list[list[Any]]:
        return self.figures.as_rows()

    def file(self, rows: list[list[Any]], ending: str) -> IO[bytes]:
        if ending == "json":
            told = json.dumps(self.figures.as_dict(), indent=2, ensure_ascii=False)
            return BytesIO(told.encode())
        return super().file(rows, ending)

    @cached_property
    def figures(self) -> Report:
        counting = self.counting()
        return report(
            counting.events,
            first_day=counting.first_day,
            last_day=counting.last_day,
            branch=counting.branch,
            now=counting.now,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        if self.form.is_valid():
            context["report"] = self.figures
            context["splits"] = [
                (_("By brand"), _("Brand"), self.figures.by_brand),
                (_("By programme"), _("Programme"), self.figures.by_programme),
                (_("By library or service point"), _("Where"), self.figures.by_branch),
                (_("By month"), _("Month"), self.figures.by_month),
            ]
        return context
