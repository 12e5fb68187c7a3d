"""People without a ticket: walked in, or only counted."""

from __future__ import annotations

from datetime import date

from django.forms import Form
from django.http import HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from core import clock
from door.forms import CorrectHeadcountForm, PeopleForm, WalkInForm
from door.services.figures import days_to_count, headcounts_by_day, last_standing_line
from door.services.judging import refuse_unless_takes_place
from door.services.parties import people
from door.services.walk_in import WalkIn, recall_walk_in, walk_in
from door.views.frame import DoorRequest, SessionDoor, sent_earlier
from events.models import Event, Headcount
from events.services.attendance import correct_headcount, count_heads, reverse_headcount


class WalkInPage(SessionDoor):
    """People without a ticket."""

    def get(self, request: DoorRequest, session_id: int) -> HttpResponse:
        sent = sent_earlier(request)
        told = recall_walk_in(self.session, sent, now=clock.now()) if sent else None
        return self.page(told=told)

    def post(self, request: DoorRequest, session_id: int) -> HttpResponse:
        form = WalkInForm(request.POST)
        if not form.is_valid():
            return self.page(form, status=422)
        wanted = form.cleaned_data
        told = walk_in(session=self.session, by=request.user, now=clock.now(), **wanted)
        if request.htmx:
            return self.page(told=told)
        return self.back("door_walk_in", f"?sent={wanted['client_id']}")

    def page(
        self, form: Form | None = None, *, told: WalkIn | None = None, status: int = 200
    ) -> HttpResponse:
        context = {
            "form": form or WalkInForm(initial={"adults": 1, "children": 0}),
            "told": told,
            "event": Event.objects.with_places().get(pk=self.session.event_id),
        }
        return self.show("door/walk_in.html", context, status=status)


class CountPage(SessionDoor):
    """The headcount of today and of each day, shown again after every change."""

    def after_change(self) -> HttpResponse:
        return self.page() if self.request.htmx else self.back("door_count")

    def page(self, correction: Form | None = None, *, status: int = 200) -> HttpResponse:
        last_line = last_standing_line(self.session, day=clock.today())
        context = {
            "buttons": [
                {"name": "adults", "label": _("adult"), "icon": "person"},
                {"name": "children", "label": _("child"), "icon": "child"},
            ],
            "correction": correction
            or CorrectHeadcountForm(
                days=self.days_to_count,
                initial={"adults": self.figures.adults, "children": self.figures.children},
            ),
            "days": headcounts_by_day(self.session),
            "last_line": last_line,
            "last_line_people": last_line
            and people(adults=last_line.adults, children=last_line.children),
        }
        return self.show("door/count.html", context, status=status)

    @property
    def days_to_count(self) -> list[date]:
        return days_to_count(self.session, today=clock.today())


class Count(CountPage):
    """One more adult, one more child."""

    def get(self, request: DoorRequest, session_id: int) -> HttpResponse:
        return self.page()

    def post(self, request: DoorRequest, session_id: int) -> HttpResponse:
        form = PeopleForm(request.POST)
        if not form.is_valid():
            return self.refuse_form(form)
        refuse_unless_takes_place(self.session)
        wanted = form.cleaned_data
        count_heads(
            session=self.session,
            adults=wanted["adults"],
            children=wanted["children"],
            by=request.user,
            source=f"door:{wanted['client_id']}",
            now=clock.now(),
        )
        return self.after_change()


class CorrectCount(CountPage):
    """Set the headcount of a day to what it should be."""

    def post(self, request: DoorRequest, session_id: int) -> HttpResponse:
        form = CorrectHeadcountForm(request.POST, days=self.days_to_count)
        if not form.is_valid():
            return self.page(form, status=422)
        wanted = form.cleaned_data
        correct_headcount(
            session=self.session,
            day=wanted["day"],
            adults=wanted["adults"],
            children=wanted["children"],
            by=request.user,
            source=f"door:{wanted['client_id']}",
            now=clock.now(),
        )
        return self.after_change()


class UndoCount(CountPage):
    """Take back one line of the headcount."""

    def post(self, request: DoorRequest, session_id: int, line_id: int) -> HttpResponse:
        lines = Headcount.objects.filter(session=self.session, reverses__isnull=True)
        line = get_object_or_404(lines, pk=line_id)
        reverse_headcount(line=line, by=request.user, now=clock.now())
        return self.after_change()
