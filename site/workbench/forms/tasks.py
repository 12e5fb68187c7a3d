"""A task of an event: one that somebody adds, or the day and owner of one that is there."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from wagtail.admin.widgets import AdminDateInput

from brands.models import LONGEST_TASK
from events.forms.desk.base import DeskForm
from events.models import EventTask
from events.permissions import possible_owners
from events.services.tasks.doing import add_task, change_task
from workbench.services.tasks import rule_in_words, who_does


class TaskForm(DeskForm):
    """Words are asked for where the programme has none for it."""

    what_zh = forms.CharField(
        label=gettext_lazy("What is to be done (Chinese)"), max_length=LONGEST_TASK, required=False
    )
    what_en = forms.CharField(
        label=gettext_lazy("What is to be done (English)"), max_length=LONGEST_TASK, required=False
    )
    due = forms.DateField(label=gettext_lazy("Due on"), required=False, widget=AdminDateInput)
    owner = forms.ModelChoiceField(
        None,
        label=pgettext_lazy("does a task", "Who"),
        required=False,
        empty_label=gettext_lazy("nobody by name"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner = self.fields["owner"]
        assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 - tells mypy what it is.
        owner.queryset = possible_owners(self.event).order_by("name", "pk")
        self.initial.setdefault("owner", self.user.pk)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        asks = "what_zh" in self.fields and not self.errors
        if asks and not (cleaned["what_zh"] or cleaned["what_en"]):
            self.add_error("what_zh", _("Say what is to be done, in one language at least."))
        return cleaned

    def save(self) -> EventTask:
        return add_task(self.event, by=self.user, **self.cleaned_data)


class ChangeTaskForm(TaskForm):
    """Holds the version that its user has seen."""

    version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, task: EventTask, **kwargs: Any) -> None:
        self.task = task
        super().__init__(*args, **kwargs)
        stored = {
            "what_en": task.what_en,
            "what_zh": task.what_zh,
            "due": task.due_on,
            "owner": task.owner_id,
            "version": task.version,
        }
        self.initial.update(stored)
        if task.has_rule:
            del self.fields["what_en"], self.fields["what_zh"]
            self.fields["due"].help_text = _(
                "By the programme it is due %(rule)s. Another day stays where it is when the "
                "event moves; leave it empty to have it counted from the event again."
            ) % {"rule": rule_in_words(task)}
        if task.role:
            unnamed = EventTask(role=task.role)
            owner = self.fields["owner"]
            assert isinstance(owner, forms.ModelChoiceField)  # noqa: S101 - tells mypy what it is.
            owner.empty_label = who_does(unnamed)

    def save(self) -> EventTask:
        words = {"what_en": self.task.what_en, "what_zh": self.task.what_zh}
        return change_task(task_id=self.task.pk, by=self.user, **(words | self.cleaned_data))
