"""What the listing does with several events that are ticked: publish, change, move them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin import messages
from wagtail.snippets.bulk_actions.snippet_bulk_action import SnippetBulkAction

from core import clock
from core.errors import DomainError
from core.keys import keys_of
from events.forms.several import ChangeSeveralForm, MoveSeveralForm
from events.models import Event, Session
from events.permissions import events_in_scope
from events.services.making.moving.as_told import Outlook, outlook_of
from events.services.making.moving.several import (
    JointProspect,
    JudgedMove,
    move_several,
    prospect_of_several,
)
from events.services.making.publishing import Outcome
from events.services.making.several import (
    Judged,
    change_several,
    judge_for_changing,
    judge_for_publishing,
    publish_several,
)
from events.viewsets.moving import tell_moved
from staff.choices import Action

# More are looked through by nobody, and take too long for one request.
MOST_AT_ONCE = 60


class SeveralEvents(SnippetBulkAction):
    """Says first what becomes of each event. Those out of scope are not there, and not named."""

    models: ClassVar[list[type[Event]]] = [Event]
    needs: str
    template_name = "events/admin/several.html"
    page_title: Any
    button: Any
    becomes: Any = ""
    consequence: Any
    stays: Any = ""

    @cached_property
    def chosen(self) -> list[Event]:
        events = events_in_scope(self.request.user, self.needs).for_admin()
        keys = self.request.GET.getlist("id")
        if "all" not in keys:
            events = events.filter(pk__in=keys_of(keys))
        return list(events.order_by("first_starts_at", "pk")[: MOST_AT_ONCE + 1])

    @property
    def is_too_many(self) -> bool:
        return len(self.chosen) > MOST_AT_ONCE

    def judge(self) -> Sequence[Judged]:
        raise NotImplementedError

    def get_actionable_objects(self) -> tuple[list[Event], dict[str, list]]:
        return [] if self.is_too_many else self.chosen, {"items_with_no_access": []}

    def get_execution_context(self) -> dict[str, Any]:
        return {"user": self.request.user, "form": self.cleaned_form, "view": self}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        judged = [] if self.is_too_many else self.judge()
        return super().get_context_data(
            judged=judged,
            acting=sum(not each.why_not for each in judged),
            is_too_many=self.is_too_many,
            most=MOST_AT_ONCE,
            title=self.page_title,
            button=self.button,
            becomes=self.becomes,
            consequence=self.consequence,
            stays=self.stays,
            **kwargs,
        )


class PublishSeveral(SeveralEvents):
    display_name = gettext_lazy("Publish")
    action_type = "publish"
    aria_label = gettext_lazy("Publish the chosen events")
    action_priority = 10
    needs = Action.PUBLISH
    page_title = gettext_lazy("Publish events")
    button = gettext_lazy("Publish these events")
    becomes = gettext_lazy("becomes public")
    consequence = gettext_lazy(
        "What is published is public at once, and those who follow it hear of it."
    )

    def judge(self) -> list[Judged]:
        return judge_for_publishing(self.chosen)

    @classmethod
    def execute_action(cls, objects: Sequence[Event], **context: Any) -> tuple[int, int]:
        outcomes = publish_several(objects, user=context["user"])
        waiting = outcomes[Outcome.SUBMITTED]
        if waiting:
            said = ngettext(
                "%(n)s event waits for its review.", "%(n)s events wait for their review.", waiting
            )
            messages.success(context["view"].request, said % {"n": waiting})
        return outcomes[Outcome.PUBLISHED], 0

    def get_success_message(self, published: int, children: int) -> str | None:
        if not published:
            return None
        said = ngettext("%(n)s event is published.", "%(n)s events are published.", published)
        return said % {"n": published}


class ChangeSeveral(SeveralEvents):
    display_name = gettext_lazy("Change")
    action_type = "change"
    aria_label = gettext_lazy("Change the chosen events")
    action_priority = 20
    needs = Action.CHANGE
    form_class = ChangeSeveralForm
    page_title = gettext_lazy("Change events")
    button = gettext_lazy("Change these events")
    becomes = gettext_lazy("is changed")
    consequence = gettext_lazy(
        "What visitors read becomes part of each draft: public pages stay as they are until it is "
        "published. The planned cost holds at once."
    )
    stays = gettext_lazy(
        "All else stays as each event has it: titles and texts, brand and library, days, rooms, "
        "places and the way in. Days and rooms of several events change with “Move”, the rest at "
        "the desk of each."
    )

    def judge(self) -> list[Judged]:
        return judge_for_changing(self.chosen)

    @classmethod
    def execute_action(cls, objects: Sequence[Event], **context: Any) -> tuple[int, int]:
        form: ChangeSeveralForm = context["form"]
        changed = change_several(
            objects,
            told=form.told,
            planned_cost=form.cleaned_data["planned_cost"],
            user=context["user"],
        )
        return changed, 0

    def get_success_message(self, changed: int, children: int) -> str:
        said = ngettext("%(n)s event is changed.", "%(n)s events are changed.", changed)
        return said % {"n": changed}


class MoveSeveral(SeveralEvents):
    """Another time of day, another room: first looked at, then done as it was shown."""

    display_name = gettext_lazy("Move")
    action_type = "move"
    aria_label = gettext_lazy("Move the chosen events")
    action_priority = 30
    needs = Action.CHANGE
    form_class = MoveSeveralForm
    cleaned_form: MoveSeveralForm | None = None
    template_name = "events/admin/move_several.html"
    page_title = gettext_lazy("Move events")
    button = gettext_lazy("Move these events")
    consequence = gettext_lazy(
        "Who is registered is written to and asked whether they still come. Registration opens and "
        "closes as long before as it did. All that can move do, or none."
    )

    def get_form_kwargs(self) -> dict[str, Any]:
        sessions = Session.objects.planned().filter(event__in=self.chosen)
        return super().get_form_kwargs() | {"branches": sessions.values("branch")}

    @cached_property
    def outlook(self) -> Outlook[JointProspect] | None:
        """What would follow, once it is known where to."""
        if self.cleaned_form is None or self.is_too_many:
            return None
        now = clock.now()
        prospect = prospect_of_several(self.chosen, self.cleaned_form.move, now=now)
        return outlook_of(prospect, user=self.request.user, now=now)

    def judge(self) -> Sequence[Judged]:
        if self.outlook is None:
            return [JudgedMove(event) for event in self.chosen]
        return self.outlook.prospect.judged

    def form_valid(self, form: MoveSeveralForm) -> HttpResponse:
        """Done only with what was shown; else it is shown first."""
        self.cleaned_form = form
        if self.request.POST.get("then") != "move":
            return self.render_to_response(self.get_context_data(form=form))
        try:
            outlook = move_several(
                self.chosen,
                form.move,
                digest=form.cleaned_data["digest"],
                user=self.request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
            return self.render_to_response(self.get_context_data(form=form))
        moved = outlook.prospect.events
        said = ngettext("%(n)s event is moved.", "%(n)s events are moved.", moved)
        tell_moved(self.request, said % {"n": moved}, outlook.following)
        return redirect(self.next_url)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(outlook=self.outlook, **kwargs)
