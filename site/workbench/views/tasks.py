"""Tasks: those of an event at its desk, those of a member of staff on a page of their own."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.permissions import policy_registry

from brands.models import Programme
from core import clock
from core.errors import DomainError
from events.errors import TaskChangedMeanwhile, TaskNotNeeded
from events.models import EventTask
from events.permissions import events_in_scope, may_tick, tasks_in_scope
from events.querysets import EventQuerySet
from events.services.tasks.doing import drop_task, open_again, tick_off
from events.services.tasks.reaching import Reach, bring_to_coming_events, reach_of
from staff.choices import Action
from staff.policy import may_somewhere
from workbench.choices import TasksOf, TasksWhen
from workbench.forms.tasks import ChangeTaskForm, TaskForm
from workbench.services.tasks import chosen_tasks, line_of, lines_of
from workbench.views.changes import ChangeView
from workbench.views.desk import DeskView

TASKS_PER_PAGE = 50


class OfTasks(View):
    """For those who see events anywhere."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_somewhere(request.user, Action.VIEW):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)


class TasksView(OfTasks, WagtailAdminTemplateMixin, TemplateView):
    """What is to be done across events: mine or all, open, overdue or due soon."""

    page_title = gettext_lazy("Tasks")
    header_icon = "tasks"
    template_name = "workbench/tasks.html"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        whose = _chosen(self.request.GET.get("of"), TasksOf, TasksOf.MINE)
        when = _chosen(self.request.GET.get("when"), TasksWhen, TasksWhen.OPEN)
        today = clock.today()
        tasks = chosen_tasks(self.request.user, whose=whose, when=when, today=today)
        page = Paginator(tasks.for_lines(), TASKS_PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            page=page,
            lines=lines_of(page, self.request.user, today=today),
            whose=whose,
            when=when,
            all_whose=TasksOf.choices,
            all_when=TasksWhen.choices,
            **kwargs,
        )


def _chosen(value: str | None, choices: Any, default: str) -> str:
    return value if value and value in choices.values else default


class TickView(OfTasks):
    """Done, or to be done after all; the answer is the line itself, or the page it stood on."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest, task_id: int) -> HttpResponse:
        task = get_object_or_404(tasks_in_scope(request.user).select_related("event"), pk=task_id)
        if not may_tick(request.user, task):
            raise PermissionDenied
        refusal: DomainError | None = None
        try:
            if request.POST.get("done") == "yes":
                tick_off(task_id=task.pk, by=request.user, now=clock.now())
            else:
                open_again(task_id=task.pk, by=request.user)
        except DomainError as refused:
            refusal = refused
        back = request.POST.get("back", "")
        if "HX-Request" in request.headers:
            return self.line(task, refusal=refusal, back=back)
        if refusal:
            messages.error(request, str(refusal))
        is_ours = url_has_allowed_host_and_scheme(back, {request.get_host()})
        return redirect(back if is_ours else reverse("tasks:index"))

    def line(self, task: EventTask, *, refusal: DomainError | None, back: str) -> HttpResponse:
        anew = EventTask.objects.for_lines().get(pk=task.pk)
        context = {
            "line": line_of(anew, self.request.user, today=clock.today()),
            "refusal": refusal,
            "back": back,
            "with_event": "with_event" in self.request.POST,
        }
        status = refusal.status if refusal else 200
        return render(self.request, "workbench/task.html", context, status=status)


class AddTaskView(ChangeView):
    form_class = TaskForm
    page_title = gettext_lazy("Add a task")
    button = gettext_lazy("Add")

    @property
    def consequences(self) -> list[str]:
        return [_("It is for this event alone. Its day stays when the event moves.")]


class OneTaskView(DeskView):
    """Knows the task in its address, which is open."""

    needs = Action.CHANGE
    while_it_takes_place = True

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if self.may(self.needs) and not self.task.is_open:
            messages.error(request, str(TaskNotNeeded()))
            return redirect(self.desk_url())
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def task(self) -> EventTask:
        tasks = self.event.tasks.select_related("event__intake", "owner")
        return get_object_or_404(tasks, pk=self.kwargs["task_id"])


class ChangeTaskView(OneTaskView, ChangeView):
    """Another day or owner, or not at all. What somebody else has changed is shown first."""

    form_class = ChangeTaskForm
    template_name = "workbench/task_form.html"
    is_behind = False

    def get_page_title(self) -> str:
        return self.task.what

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"task": self.task}

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            form.save()
        except TaskChangedMeanwhile as refusal:
            form.add_error(None, str(refusal))
            form.data = form.data.copy()
            form.data["version"] = self.task.version
            self.is_behind = True
            return self.form_invalid(form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self.done)
        return redirect(self.desk_url())

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            line=line_of(self.task, self.request.user, today=clock.today()),
            is_behind=self.is_behind,
            **kwargs,
        )


class DropTaskView(OneTaskView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        drop_task(task_id=self.task.pk, by=request.user)
        messages.success(request, _("This event does without it."))
        return redirect(self.desk_url())


class ReachView(WagtailAdminTemplateMixin, TemplateView):
    """Brings the tasks of a programme to its coming events, and says first what that changes."""

    model = Programme
    stored_row: Programme
    page_title = gettext_lazy("Tasks of coming events")
    header_icon = "tasks"
    template_name = "workbench/reach_tasks.html"

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        policy = policy_registry.get_by_type(Programme)
        if not policy.user_has_permission_for_instance(request.user, "change", self.stored_row):
            raise Http404
        return super().dispatch(request, *args, **kwargs)

    def get_page_subtitle(self) -> str:
        return self.stored_row.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        url = reverse("wagtailsnippets_brands_programme:edit", args=[self.stored_row.pk])
        programme = {"url": url, "label": self.stored_row.name}
        here = {"label": self.page_title, "sublabel": self.get_page_subtitle()}
        return [*self.breadcrumbs_items, programme, {"url": "", **here}]

    @property
    def events(self) -> EventQuerySet:
        return events_in_scope(self.request.user, Action.CHANGE)

    @cached_property
    def reach(self) -> Reach:
        return reach_of(self.stored_row, events=self.events, now=clock.now())

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            reached = bring_to_coming_events(
                programme_id=self.stored_row.pk,
                events=self.events,
                digest=request.POST.get("digest", ""),
                user=request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            said = ngettext("%(n)s event has it now.", "%(n)s events have it now.", reached)
            messages.success(request, said % {"n": reached})
        return redirect("programme_tasks:reach", self.stored_row.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        today = clock.today()
        groups = [
            (title, lines_of(tasks, self.request.user, today=today))
            for title, tasks in (
                (_("They get"), self.reach.new),
                (_("They are changed"), self.reach.changed),
                (_("They are dropped"), self.reach.gone),
            )
            if tasks
        ]
        return super().get_context_data(
            programme=self.stored_row, reach=self.reach, groups=groups, **kwargs
        )
