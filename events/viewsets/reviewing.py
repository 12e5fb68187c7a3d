"""The page on which somebody reviews the text of an event."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import TaskState

from events.forms.review import Decision, ReviewForm
from events.models import TEXT_FROM_PROGRAMME, Event

TEXTS = {
    "title": gettext_lazy("Title"),
    "summary": gettext_lazy("Summary"),
    "description": gettext_lazy("Description"),
    "bring": gettext_lazy("What to bring"),
}


@dataclass(frozen=True)
class Passage:
    """One text in both languages, and whether each differs from what was known before."""

    name: str
    label: Any
    zh: str
    en: str
    is_new_zh: bool
    is_new_en: bool

    @property
    def is_rich(self) -> bool:
        return self.name == "description"


class EventReviewView(WagtailAdminTemplateMixin, FormView):
    """Both languages side by side, what is new in them, and two buttons."""

    model = Event
    stored_row: Event
    index_url_name = ""
    form_class = ReviewForm
    template_name = "events/admin/review.html"
    page_title = gettext_lazy("Review")
    header_icon = "glasses"

    @cached_property
    def task_state(self) -> TaskState:
        """The step that waits, if it waits for this user: nobody else has business here."""
        task_state = self.stored_row.current_workflow_task_state
        if task_state is None:
            raise Http404
        if not task_state.task.specific.get_actions(self.stored_row, self.request.user):
            raise Http404
        return task_state

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        self.event = self.task_state.revision.as_object()
        return super().dispatch(request, *args, **kwargs)

    def form_valid(self, form: ReviewForm) -> HttpResponse:
        decision = form.cleaned_data["decision"]
        self.task_state.task.specific.on_action(
            self.task_state, self.request.user, decision, comment=form.cleaned_data["comment"]
        )
        messages.success(self.request, self._thanks(decision))
        return redirect("wagtailadmin_home")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse(self.index_url_name), "label": _("Events")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.event.title},
        ]

    def get_page_subtitle(self) -> str:
        return self.event.title

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        state = self.task_state.workflow_state
        return super().get_context_data(
            event=self.event,
            task_state=self.task_state,
            workflow_state=state,
            steps=state.all_tasks_with_state(),
            passages=self.passages,
            compared_with=self.compared_with,
            preview_url=reverse(
                "events_admin:revisions_view",
                args=[self.stored_row.pk, self.task_state.revision_id],
            ),
            Decision=Decision,
            **kwargs,
        )

    @property
    def compared_with(self) -> str:
        if self.stored_row.live:
            return _("what is public now")
        if self.event.programme:
            return _("the text of the programme")
        return ""

    @property
    def passages(self) -> list[Passage]:
        return [
            Passage(
                name=name,
                label=label,
                zh=getattr(self.event, f"{name}_zh"),
                en=getattr(self.event, f"{name}_en"),
                is_new_zh=self._differs(f"{name}_zh"),
                is_new_en=self._differs(f"{name}_en"),
            )
            for name, label in TEXTS.items()
        ]

    def _differs(self, field: str) -> bool:
        written = getattr(self.event, field)
        if self.stored_row.live:
            return written != getattr(self.stored_row, field)
        if self.event.programme:
            return written != getattr(self.event.programme, TEXT_FROM_PROGRAMME[field])
        return bool(written)

    def _thanks(self, decision: str) -> str:
        if decision == Decision.REJECT:
            return _("The author of “%(event)s” knows what to change.") % {
                "event": self.event.title
            }
        self.stored_row.refresh_from_db()
        if self.stored_row.live_revision_id == self.task_state.revision_id:
            return _("“%(event)s” is approved and published.") % {"event": self.event.title}
        return _("You have approved “%(event)s”.") % {"event": self.event.title}
