from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from brands.choices import Audience
from brands.models import Brand
from events.models import Event
from network.models import Branch
from network.services.tree import membership_periods
from reports.choices import Dimension, Measure
from reports.forms.figures import MatrixForm
from reports.services.facts import Clash, clashes
from reports.services.matrix import Matrix, matrix
from reports.views.base import CountingView
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope

# What is asked most often, one click away.
VIEWS = [
    (_("Brands by month"), Dimension.BRAND, Dimension.MONTH),
    (_("Brands by audience"), Dimension.BRAND, Dimension.AUDIENCE),
    (_("Brands by district"), Dimension.BRAND, Dimension.DISTRICT),
    (_("Audiences by district"), Dimension.AUDIENCE, Dimension.DISTRICT),
    (_("Libraries by month"), Dimension.BRANCH, Dimension.MONTH),
]
GAPS_SHOWN, CLASHES_SHOWN = 5, 5


class MatrixView(CountingView):
    """One figure by two dimensions: what each came to, where nothing was, what got in the way."""

    page_title = _("Brand matrix")
    header_icon = "grid"
    template_name = "reports/matrix.html"
    url_name = "reports:matrix"
    table_name = "matrix"
    form_class = MatrixForm

    def table(self) -> list[list[Any]]:
        return self.matrix.as_rows()

    @cached_property
    def matrix(self) -> Matrix:
        asked = self.form.cleaned_data
        user = self.request.user
        brands, branches = (
            brands_in_scope(user, Action.REPORT),
            branches_in_scope(user, Action.REPORT),
        )
        if asked["brand"]:
            brands = Brand.objects.filter(pk=asked["brand"].pk)
        counting = self.counting()
        if asked["branch"]:
            periods = membership_periods(asked["branch"], counting.first_day, counting.last_day)
            branches = branches.filter(pk__in={period.branch_id for period in periods})
        self.branches = list(branches)
        return matrix(
            counting,
            rows=Dimension(asked["rows"]),
            columns=Dimension(asked["columns"]),
            measure=Measure(asked["measure"]),
            brands=brands,
            branches=self.branches,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(**kwargs)
        context["views"] = [
            (title, self.address(rows=rows, columns=columns), self.is_shown(rows, columns))
            for title, rows, columns in VIEWS
        ]
        if self.form.is_valid():
            context["matrix"] = self.matrix
            lines, nothing = self.matrix.lines_with_gaps, self.matrix.lines_of_nothing
            context["gaps"], context["more_gaps"] = lines[:GAPS_SHOWN], lines[GAPS_SHOWN:]
            context["nothing"], context["more_nothing"] = nothing[:GAPS_SHOWN], nothing[GAPS_SHOWN:]
            context |= self.told_clashes()
        return context

    def address(self, **changes: str) -> str:
        return f"{reverse(self.url_name)}?{urlencode(self.query | changes)}"

    def is_shown(self, rows: Dimension, columns: Dimension) -> bool:
        return (self.query["rows"], self.query["columns"]) == (rows, columns)

    def told_clashes(self) -> dict[str, Any]:
        """The first clashes with their events, and how many there are."""
        found = clashes(self.matrix.counting) if self.matrix.total.clashes else []
        return {"clashes": told(found[:CLASHES_SHOWN], self.branches), "clashes_in_all": len(found)}


def told(found: list[Clash], known: list[Branch]) -> list[dict[str, Any]]:
    """Clashes with the rows that they name; `known` need not be read once more."""
    events = Event.objects.in_bulk(
        {event for clash in found for event, _branch, _starts_at in clash.sessions}
    )
    branches = {branch.pk: branch for branch in known}
    places = {branch for clash in found for _event, branch, _starts_at in clash.sessions}
    if unknown := (places | {clash.district for clash in found}) - branches.keys():
        branches |= Branch.objects.in_bulk(unknown)
    return [
        {
            "clash": clash,
            "audience": Audience(clash.audience).label,
            "district": branches[clash.district],
            "sessions": [
                (events[event], branches[branch], starts_at)
                for event, branch, starts_at in clash.sessions
            ],
        }
        for clash in found
    ]
