"""The reading desk: whoever stands there is found, and what they have read is written down."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Count
from django.forms import Media
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import View
from wagtail.admin import messages
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import log

from accounts.models import Household
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from core.keys import key_of
from core.spreadsheets import XLSX_TYPE, xlsx_file
from rewards.choices import Unit, Way
from rewards.forms.desk import (
    FamilyForm,
    FindFamilyForm,
    FindReaderForm,
    KeyForm,
    LineFormSet,
    ReadersFilterForm,
    ReasonForm,
    of_challenge,
)
from rewards.models import AwardChange, Challenge, Reader, TallyEntry
from rewards.permissions import (
    challenges_at_desk,
    desk_libraries,
    looks_after_readers,
    may_with_challenge,
    readers_in_scope,
)
from rewards.services.desk.entering import (
    correct,
    enter_records,
    let_family_take_part,
    records_of_lines,
    source_at_desk,
)
from rewards.services.desk.finding import family_members, find_family, find_readers
from rewards.services.desk.listing import readers_of, table_of
from rewards.services.names import who_collects
from rewards.services.reading.history import history_of
from rewards.services.reading.joining import missing_text
from rewards.services.reading.standing import standing_of
from rewards.services.reading.who_may import libraries_of
from rewards.viewsets.pages import BelowOthers
from staff.choices import Action
from staff.policy import may_somewhere

READERS_PER_PAGE = 50
WIDTHS = (24, 24, 18, 10, 10, 18, 12, 12)


class ForLibrarians(View):
    """For those who write for readers somewhere; what is out of their scope does not exist."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not looks_after_readers(request.user):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class LibrariansPage(ForLibrarians, BelowOthers):
    """A page of theirs."""

    header_icon = "openquote"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Keys in the address are no part of what the page shows."""
        return self.render_to_response(self.get_context_data())


class OfChallenge(ForLibrarians):
    """Knows the challenge whose key is in the address, if its readers come to the user's desk."""

    @cached_property
    def challenge(self) -> Challenge:
        challenges = challenges_at_desk(self.request.user, on=clock.today()).told()
        found: Challenge = get_object_or_404(
            challenges.select_related("book_list"), pk=self.kwargs["pk"]
        )
        return found

    @property
    def may_change(self) -> bool:
        return may_with_challenge(self.request.user, Action.CHANGE, self.challenge)


class ChallengePage(OfChallenge, LibrariansPage):
    """A page about one challenge at the desk."""

    tab = ""

    def get_way(self) -> list[tuple[str, str]]:
        return [
            (reverse("reading_desk:index"), _("Reading desk")),
            (reverse("reading_desk:readers", args=[self.challenge.pk]), self.challenge.title),
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            **{
                "challenge": self.challenge,
                "tab": self.tab,
                "may_change": self.may_change,
                **kwargs,
            }
        )


class DeskView(LibrariansPage):
    """The challenges of the day: which one is it about?"""

    page_title = gettext_lazy("Reading desk")
    template_name = "rewards/admin/desk.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        challenges = challenges_at_desk(self.request.user, on=today).told()
        readers = readers_in_scope(self.request.user, Action.CHANGE).here()
        counted = dict(
            readers.order_by()
            .values_list("challenge")
            .annotate(n=Count("pk"))
            .values_list("challenge", "n")
        )
        return super().get_context_data(
            running=[
                (challenge, counted.get(challenge.pk, 0))
                for challenge in challenges.taking_records(on=today)
            ],
            over=[
                (challenge, counted.get(challenge.pk, 0))
                for challenge in challenges.over(on=today)[:10]
            ],
            **kwargs,
        )


class ReadersView(ChallengePage):
    """Find a reader, or look through them."""

    page_title = gettext_lazy("Readers")
    template_name = "rewards/admin/readers.html"
    tab = "readers"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        readers = readers_of(self.challenge, self.request.user)
        chosen = ReadersFilterForm(self.request.GET, challenge=self.challenge, readers=readers)
        page = Paginator(chosen.chosen(readers), READERS_PER_PAGE).get_page(
            self.request.GET.get("p")
        )
        tiers = {tier.pk: tier for tier in self.challenge.tiers.all()}
        asked = self.request.GET.copy()
        asked.pop("p", None)
        return super().get_context_data(
            **{
                "form": FindReaderForm(),
                "filters": chosen,
                "page": page,
                "rows": [
                    (reader, who_collects(reader), tiers.get(reader.tier_id)) for reader in page
                ],
                "asked": asked.urlencode(),
                "may_export": may_somewhere(self.request.user, Action.EXPORT),
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """What is looked for is told to nobody but this page."""
        form, status = FindReaderForm(request.POST), FAILED_FORM
        found = None
        if form.is_valid():
            try:
                readers = find_readers(
                    form.cleaned_data["who"],
                    challenge=self.challenge,
                    user=request.user,
                    now=clock.now(),
                )
            except DomainError as refusal:
                form.add_error("who", str(refusal))
            else:
                if len(readers) == 1:
                    return redirect("reading_desk:reader", self.challenge.pk, readers[0].pk)
                found = [(reader, who_collects(reader)) for reader in readers]
                status = 200
        return self.render_to_response(self.get_context_data(form=form, found=found), status=status)


class ExportView(OfChallenge):
    """The listed readers as a workbook: nicknames, masked names, figures.

    By POST alone, so that nothing fetches it ahead; the log says who did it.
    """

    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.EXPORT):
            raise PermissionDenied
        readers = readers_of(self.challenge, request.user)
        form = ReadersFilterForm(request.POST, challenge=self.challenge, readers=readers)
        chosen = form.chosen(readers)
        book = xlsx_file(table_of(self.challenge, chosen), name=_("Readers"), widths=WIDTHS)
        log(
            self.challenge,
            "rewards.readers_exported",
            user=request.user,
            data={"rows": chosen.count()},
        )
        return FileResponse(
            book,
            content_type=XLSX_TYPE,
            headers={
                "Content-Disposition": f'attachment; filename="{self.challenge.slug}-readers.xlsx"',
                "Cache-Control": "private, no-store",
            },
        )


class ReaderView(ChallengePage):
    """One reader: how far they are, every line, and a form to write more down."""

    template_name = "rewards/admin/reader.html"
    tab = "readers"

    @cached_property
    def reader(self) -> Reader:
        readers = readers_in_scope(self.request.user, Action.CHANGE).told()
        found: Reader = get_object_or_404(
            readers.select_related("group", "challenge__book_list", "challenge__branch"),
            pk=self.kwargs["reader"],
            challenge=self.challenge,
        )
        return found

    def get_page_title(self) -> str:
        return who_collects(self.reader)

    @property
    def here(self) -> str:
        return reverse("reading_desk:reader", args=[self.challenge.pk, self.reader.pk])

    @property
    def can_enter(self) -> bool:
        challenge = self.challenge
        is_open = challenge.is_published and challenge.first_day <= clock.today()
        return is_open and self.reader.is_here and challenge.takes(Way.LIBRARIAN)

    def lines(self, data: Any = None) -> Any:
        latest = min(clock.today(), self.challenge.last_day)
        asked = of_challenge(self.challenge)
        usual: dict[str, Any] = {} if self.challenge.unit == Unit.DAYS else {"day": latest}
        if asked["rules"]:
            usual["activity"] = asked["rules"][0]
        return LineFormSet(
            data,
            prefix="lines",
            initial=[usual] * LineFormSet.extra,
            form_kwargs=asked,
        )

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        reader, now = self.reader, clock.now()
        lines = kwargs.pop("lines", None) or (self.lines() if self.can_enter else None)
        changes = AwardChange.objects.filter(award__reader=reader).select_related("award__tier")
        return super().get_context_data(
            **{
                "reader": reader,
                "age": reader.person.age_on(clock.today())
                if reader.person and reader.person.is_minor(on=clock.today())
                else None,
                "standing": standing_of(reader, on=clock.today()),
                "history": history_of(reader, before=self.request.GET.get("before", ""), now=now),
                "changes": changes.order_by("-pk")[:20],
                "held": reader.held.select_related("book").order_by("-made_at", "-pk")[:10],
                "disputes": reader.disputes.select_related("entry").order_by("-pk")[:10],
                "lines": lines,
                "media": lines.media if lines else Media(),
                "key_form": KeyForm(),
                "here": self.here,
                **kwargs,
            }
        )

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        match request.POST.get("do"):
            case "enter":
                return self.enter()
            case "take_back":
                return self.take_back()
        raise Http404

    def enter(self) -> HttpResponse:
        if not self.can_enter:
            raise Http404
        lines, key_form = self.lines(self.request.POST), KeyForm(self.request.POST)
        if lines.is_valid() and key_form.is_valid():
            key = key_form.cleaned_data["key"]
            typed = {
                source_at_desk(key, number): form
                for number, form in enumerate(lines)
                if form.has_changed()
            }
            records, refused = records_of_lines(
                self.challenge,
                [(self.reader.pk, source, form.line) for source, form in typed.items()],
                way=Way.LIBRARIAN,
                now=clock.now(),
            )
            for source, refusal in refused.items():
                typed[source].add_error(None, str(refusal))
            if not typed:
                messages.error(self.request, _("Fill in at least one line."))
            elif not refused:
                try:
                    done = enter_records(
                        reader=self.reader, records=records, by=self.user, now=clock.now()
                    )
                except DomainError as refusal:
                    messages.error(self.request, str(refusal))
                else:
                    tell_recorded(self.request, len(done.entries), len(done.held))
                    return redirect(self.here)
        context = self.get_context_data(lines=lines, key_form=key_form)
        return self.render_to_response(context, status=FAILED_FORM)

    def take_back(self) -> HttpResponse:
        lines = TallyEntry.objects.select_related("reader").filter(reader=self.reader)
        entry = get_object_or_404(lines, pk=key_of(self.request.POST.get("entry")))
        form = ReasonForm(self.request.POST)
        if not form.is_valid():
            messages.error(
                self.request, _("Say why, in a sentence that helps: the reader sees it.")
            )
            return redirect(self.here)
        try:
            correct(entry=entry, reason=form.cleaned_data["reason"], by=self.user, now=clock.now())
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        else:
            messages.success(self.request, _("The record does not count any more."))
        return redirect(self.here)

    @property
    def user(self) -> Any:
        return self.request.user


def tell_recorded(request: HttpRequest, written: int, held: int) -> None:
    """Say what became of what was typed."""
    if written:
        said = ngettext("%(n)s record counts.", "%(n)s records count.", written)
        messages.success(request, said % {"n": written})
    if held:
        said = ngettext(
            "%(n)s record is more than usual: it counts once somebody has looked at it under "
            "“To review”.",
            "%(n)s records are more than usual: they count once somebody has looked at them under "
            "“To review”.",
            held,
        )
        messages.warning(request, said % {"n": held})
    if not written and not held:
        messages.info(request, _("All of it was written down before. Nothing counts twice."))


class JoinView(ChallengePage):
    """Let a family that stands at the desk take part."""

    page_title = gettext_lazy("Let a family take part")
    template_name = "rewards/admin/join.html"
    tab = "readers"

    def branches(self) -> Any:
        """The libraries with whose readers the user may let somebody in."""
        branches = desk_libraries(self.request.user, self.challenge)
        today = clock.today()
        allowed = libraries_of(self.challenge, on=today)
        branches = branches.filter(pk__in=allowed) if allowed is not None else branches
        return branches.standing(on=today)

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        find = FindFamilyForm(request.POST)
        if not find.is_valid():
            return self.render_to_response(self.get_context_data(find=find), status=FAILED_FORM)
        try:
            family = find_family(find.cleaned_data["address"], user=request.user, now=clock.now())
        except DomainError as refusal:
            find.add_error("address", str(refusal))
            return self.render_to_response(self.get_context_data(find=find), status=FAILED_FORM)
        if family is None:
            find.add_error(
                "address",
                _(
                    "No family has this number or address. They can make an account on their "
                    "telephone; it takes a minute."
                ),
            )
            return self.render_to_response(self.get_context_data(find=find), status=FAILED_FORM)
        return self.with_family(find, family)

    def with_family(self, find: FindFamilyForm, family: Household) -> HttpResponse:
        user: Any = self.request.user
        today, members = clock.today(), family_members(family)
        sent = self.request.POST if self.request.POST.get("do") == "join" else None
        branches = self.branches()
        form = FamilyForm(
            sent,
            members=members,
            branches=branches,
            on=today,
            initial={"branch": next(iter(branches), None)},
        )
        if form.is_valid():
            try:
                readers = let_family_take_part(
                    challenge=self.challenge,
                    household=family,
                    people=form.keys,
                    branch=form.cleaned_data["branch"],
                    guardian_agrees=form.cleaned_data.get("guardian_agrees", False),
                    by=user,
                    now=clock.now(),
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
            else:
                return self.done(readers)
        text = next(
            (text for each in members if (text := missing_text(each.person, on=today))), None
        )
        context = self.get_context_data(find=find, family_form=form, text=text)
        return self.render_to_response(context, status=FAILED_FORM if sent else 200)

    def done(self, readers: list[Reader]) -> HttpResponse:
        messages.success(self.request, _("They take part now."))
        if len(readers) == 1:
            return redirect("reading_desk:reader", self.challenge.pk, readers[0].pk)
        return redirect("reading_desk:readers", self.challenge.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(**{"find": FindFamilyForm(), **kwargs})


class LibrariansItem(MenuItem):
    """For those who write for readers somewhere."""

    def is_shown(self, request: HttpRequest) -> bool:
        return looks_after_readers(request.user)


class DeskViewSet(ViewSet):
    """Asks in each view for what is in its user's scope."""

    name = "reading_desk"
    url_prefix = "reading/desk"
    icon = "form"
    menu_label = gettext_lazy("Reading desk")
    menu_hook = "register_reading_menu_item"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return LibrariansItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", DeskView.as_view(), name="index"),
            path("<int:pk>/", ReadersView.as_view(), name="readers"),
            path("<int:pk>/readers.xlsx", ExportView.as_view(), name="export"),
            path("<int:pk>/join/", JoinView.as_view(), name="join"),
            path("<int:pk>/<int:reader>/", ReaderView.as_view(), name="reader"),
        ]
