"""Where prizes lie: what came and went, what is needed, and every piece accounted for."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from django import forms
from django.http import FileResponse, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.spreadsheets import XLSX_TYPE, xlsx_file
from network.models import Branch
from rewards.choices import ChallengeState
from rewards.forms.stock import CountForm, DeliveryForm, TransferForm, WarnForm, WriteOffForm
from rewards.models import PrizeStock
from rewards.permissions import challenges_in_scope, stocks_in_scope
from rewards.services.prizes.accounting import (
    COLUMN_WIDTHS,
    accounts,
    accounts_table,
    needs_of,
    totals,
)
from rewards.services.prizes.stock import count_anew, deliver, transfer, write_off
from rewards.viewsets.pages import KeepersItem, StaffPage, StaffView
from staff.choices import Action

LINES_SHOWN = 100


class StockPage(StaffPage):
    needs = Action.CHANGE
    header_icon = "clipboard-list"


class StockView(StockPage):
    """All stock in scope, library by library; a delivery; and what challenges need."""

    page_title = gettext_lazy("Stock of prizes")
    template_name = "rewards/admin/stock.html"

    @cached_property
    def delivery(self) -> DeliveryForm:
        return DeliveryForm(self.request.POST or None, user=self.request.user)

    def post(self, request: HttpRequest) -> HttpResponseBase:
        do = partial(deliver, now=clock.now(), by=request.user)
        if self.attempt_in(self.delivery, do, _("Delivered.")):
            return redirect("prize_stock:index")
        return self.render_to_response(self.get_context_data(), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        user = self.request.user
        rows = accounts(stocks_in_scope(user))
        challenges = challenges_in_scope(user, Action.CHANGE).exclude(state=ChallengeState.DRAFT)
        needs = [(challenge, needs_of(challenge)) for challenge in challenges[:10]]
        return super().get_context_data(
            rows=rows,
            totals=totals(rows),
            low=[row for row in rows if row.stock.is_low or row.needed],
            needs=[(challenge, lines) for challenge, lines in needs if lines],
            form=self.delivery,
            **kwargs,
        )


class AccountsFileView(StaffView):
    """The same as a table."""

    needs = Action.CHANGE

    def get(self, request: HttpRequest) -> HttpResponseBase:
        table = xlsx_file(
            accounts_table(accounts(stocks_in_scope(request.user))),
            name=_("Prizes"),
            widths=COLUMN_WIDTHS,
        )
        return FileResponse(
            table, content_type=XLSX_TYPE, as_attachment=True, filename="prizes.xlsx"
        )


class OneStockView(StockPage):
    """A prize at a library: its account, every line, and what can be done to it."""

    template_name = "rewards/admin/one_stock.html"

    @cached_property
    def stock(self) -> PrizeStock:
        stocks = stocks_in_scope(self.request.user).select_related("prize", "branch")
        found: PrizeStock = get_object_or_404(stocks, pk=self.kwargs["pk"])
        return found

    @cached_property
    def forms(self) -> dict[str, forms.BaseForm]:
        asked = self.request.POST.get("do")

        def data(name: str) -> Any:
            return self.request.POST if asked == name else None

        everywhere = Branch.objects.exclude(pk=self.stock.branch_id)
        return {
            "transfer": TransferForm(data("transfer"), branches=everywhere),
            "write_off": WriteOffForm(data("write_off")),
            "count": CountForm(data("count")),
            "warn": WarnForm(data("warn"), instance=self.stock),
        }

    def post(self, request: HttpRequest, pk: int) -> HttpResponseBase:
        deeds: dict[str, Callable[..., object]] = {
            "transfer": transfer,
            "write_off": write_off,
            "count": count_anew,
        }
        said = {
            "transfer": _("On their way."),
            "write_off": _("Written off."),
            "count": _("Noted."),
        }
        name = request.POST.get("do", "")
        form: Any = self.forms.get(name)
        if name in deeds:
            do = partial(deeds[name], stock_id=self.stock.pk, now=clock.now(), by=request.user)
            if self.attempt_in(form, do, said[name]):
                return self.again()
        elif form is not None and form.is_valid():
            form.save()
            return self.again()
        return self.render_to_response(self.get_context_data(), status=FAILED_FORM)

    def again(self) -> HttpResponse:
        return redirect("prize_stock:stock", self.stock.pk)

    def get_page_title(self) -> str:
        return str(self.stock.prize)

    def get_way(self) -> list[tuple[str, str]]:
        return [(reverse("prize_stock:index"), str(StockView.page_title))]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        [account] = accounts(PrizeStock.objects.filter(pk=self.stock.pk))
        lines = self.stock.lines.select_related("made_by").order_by("-pk")[:LINES_SHOWN]
        return super().get_context_data(
            stock=self.stock, account=account, lines=lines, forms=self.forms, **kwargs
        )


class StockViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "prize_stock"
    url_prefix = "reading/stock"
    icon = "clipboard-list"
    menu_label = gettext_lazy("Stock of prizes")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return KeepersItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", StockView.as_view(), name="index"),
            path("prizes.xlsx", AccountsFileView.as_view(), name="table"),
            path("<int:pk>/", OneStockView.as_view(), name="stock"),
        ]
