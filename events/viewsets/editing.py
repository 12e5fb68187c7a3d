"""The editor of an event, and its history."""

from __future__ import annotations

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.views.generic import RevisionsRevertMixin
from wagtail.admin.widgets.button import HeaderButton
from wagtail.snippets.action_menu import (
    ActionMenuItem,
    CancelWorkflowMenuItem,
    LockedMenuItem,
    PublishMenuItem,
    SaveMenuItem,
    UnpublishMenuItem,
)
from wagtail.snippets.views.snippets import (
    CreateView,
    EditView,
    HistoryView,
    PreviewRevisionView,
    RevisionsCompareView,
)

from events.permissions import may
from events.services.making.publishing import Outcome, publish_or_submit, sentence_about
from events.viewsets.listing import desk_url
from staff.choices import Action


class EventCreateView(CreateView):
    """An event from scratch. It begins as a draft: only then it is known who has to review it."""

    def get_available_actions(self) -> list[str]:
        return ["create"]


class EventEditView(EditView):
    """The editor. Publishing asks for a review first where the rule wants one."""

    outcome: Outcome | None = None

    def get_available_actions(self) -> list[str]:
        # Reviews are asked for by publishing, and given on the page of the review.
        hidden = {"submit", "restart-workflow", "workflow-action"}
        return [action for action in super().get_available_actions() if action not in hidden]

    def publish_action(self) -> Any:
        if response := self.run_hook("before_publish", self.request, self.object):
            return response
        self.outcome = publish_or_submit(self.new_revision, user=self.request.user)
        return self.run_hook("after_publish", self.request, self.object)

    def get_success_message(self, instance: Any = None) -> str:
        if self.outcome:
            return sentence_about(self.outcome, self.object)
        return super().get_success_message(instance)

    def get_success_url(self) -> str:
        return desk_url(self.object) if self.outcome else super().get_success_url()

    def get_page_subtitle(self) -> str:
        return self.object.title

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(_("Desk"), url=desk_url(self.object), icon_name="desktop")]


class EventRevertView(RevisionsRevertMixin, EventEditView):
    """An earlier version, to be taken up again. It goes the same way to the public."""

    view_name = "revisions_revert"

    def get_success_message(self, instance: Any = None) -> str:
        if self.outcome:
            return EventEditView.get_success_message(self, instance)
        return super().get_success_message()


class EventHistoryView(HistoryView):
    any_permission_required = (Action.VIEW, Action.CHANGE)


class EventVersionView(PreviewRevisionView):
    """An earlier version as visitors would see it, for everyone who may see the event."""

    permission_required = Action.VIEW


class EventCompareView(RevisionsCompareView):
    permission_required = Action.VIEW


class PublishOrSubmitItem(PublishMenuItem):
    """The button that ends the work on a draft: named after what it will do."""

    template_name = "events/admin/publish_button.html"

    def is_shown(self, context: dict[str, Any]) -> bool:
        event = context.get("instance")
        return (
            event is not None
            and not context.get("locked_for_user")
            and may(context["request"].user, Action.PUBLISH, event)
        )

    def get_context_data(self, parent_context: dict[str, Any]) -> dict[str, Any]:
        context = super().get_context_data(parent_context)
        return context | {"needs_review": parent_context["instance"].has_workflow}


class TakeBackItem(UnpublishMenuItem):
    """Takes a published event off the public pages."""

    def is_shown(self, context: dict[str, Any]) -> bool:
        event = context.get("instance")
        return (
            context["view"] == "edit"
            and event is not None
            and event.live
            and not context.get("locked_for_user")
            and may(context["request"].user, Action.PUBLISH, event)
        )


class EndReviewItem(CancelWorkflowMenuItem):
    """Lets the author have the text back, or a reviewer send it there without a word."""

    label = gettext_lazy("Take back from review")


# What the foot of the editor offers; the first one shown is the large button.
EVENT_ACTIONS: list[ActionMenuItem] = [
    PublishOrSubmitItem(),
    SaveMenuItem(),
    TakeBackItem(),
    LockedMenuItem(),
    EndReviewItem(),
]
