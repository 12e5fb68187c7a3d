from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.locks import WorkflowLock
from wagtail.log_actions import registry as log_registry
from wagtail.models import BaseLogEntry, Revision, Task, TaskState, Workflow
from wagtail.models.audit_log import BaseLogEntryManager
from wagtail.permissions import policy_registry

from brands.models import Brand
from network.choices import ReviewRule
from network.models import Branch
from staff.choices import Action, StaffRole
from staff.querysets import LogEntryQuerySet, StaffScopeQuerySet

SEEING = (Action.VIEW, Action.CHANGE)


class StaffScope(models.Model):
    """A role of one member of staff on a branch with all below it, on a brand, or on both.

    An empty branch stands for every branch, an empty brand for every brand. Several scopes of
    one person are alternatives: what any of them allows is allowed.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("person"),
        on_delete=models.CASCADE,
        related_name="staff_scopes",
    )
    role = models.CharField(_("role"), max_length=20, choices=StaffRole)
    branch = models.ForeignKey(
        Branch,
        verbose_name=_("library or service point"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="staff_scopes",
        help_text=_("With all below it. Leave empty for every one."),
    )
    brand = models.ForeignKey(
        Brand,
        verbose_name=_("brand"),
        on_delete=models.CASCADE,
        null=True,
        blank=True,
        related_name="staff_scopes",
        help_text=_("Leave empty for every one."),
    )
    starts_on = models.DateField(_("from"))
    ends_on = models.DateField(_("until"), null=True, blank=True)

    objects = StaffScopeQuerySet.as_manager()

    class Meta:
        verbose_name = _("staff scope")
        verbose_name_plural = _("staff scopes")
        ordering = ["user", "role", "pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "role", "branch", "brand"],
                condition=Q(ends_on__isnull=True),
                nulls_distinct=False,
                name="staff_scope_once",
            ),
            models.CheckConstraint(
                condition=Q(ends_on__isnull=True) | Q(ends_on__gt=F("starts_on")),
                name="staff_scope_term_is_whole",
            ),
        ]

    def __str__(self) -> str:
        where = self.branch or _("every library")
        what = self.brand or _("every brand")
        return f"{self.get_role_display()} · {where} · {what}"


class LogEntryManager(BaseLogEntryManager):
    def get_queryset(self) -> LogEntryQuerySet:
        return LogEntryQuerySet(self.model, using=self._db)

    def log_action(self, instance: models.Model, action: str, **kwargs: Any) -> "LogEntry":
        return super().log_action(instance, action, object_id=instance.pk, **kwargs)

    def for_instance(self, instance: models.Model) -> QuerySet:
        content_type = ContentType.objects.get_for_model(instance, for_concrete_model=False)
        return self.filter(content_type=content_type, object_id=instance.pk)

    def viewable_by_user(self, user: Any) -> QuerySet:
        """The lines about rows that the user may see."""
        if user.is_superuser:
            return self.all()
        visible = Q(pk__in=[])
        for model, log_model in log_registry.log_entry_models_by_type.values_by_class.items():
            if log_model is self.model:
                policy = policy_registry.get_by_type(model)
                rows = policy.instances_user_has_any_permission_for(user, SEEING)
                content_type = ContentType.objects.get_for_model(model)
                visible |= Q(content_type=content_type, object_id__in=rows.values("pk"))
        return self.filter(visible)


class LogEntry(BaseLogEntry):
    """Who did what to which row and when. Only ever added to; labels never name a visitor."""

    object_id = models.BigIntegerField()

    objects = LogEntryManager()

    class Meta(BaseLogEntry.Meta):
        verbose_name = _("log entry")
        verbose_name_plural = _("log entries")
        ordering = ["-timestamp", "-pk"]
        indexes = [
            models.Index(fields=["uuid", "action", "-timestamp"], name="log_entry_action"),
            models.Index(fields=["content_type", "object_id"], name="log_entry_row"),
        ]


class ReviewLock(WorkflowLock):
    """While a text is reviewed it stays as it is, for everybody."""

    def get_message(self, user: Any) -> str:
        return gettext("%(step)s: the text is being reviewed and stays as it is until then.") % {
            "step": self.task.name
        }

    def get_locked_by(self, user: Any, can_lock: bool = False) -> str:
        return gettext("Locked by the review")

    def get_description(self, user: Any, can_lock: bool = False) -> str:
        return gettext("Nobody changes the text while it is being reviewed")


class ReviewTask(Task):
    """One review of a text, by somebody whose scope allows it and who has no part in it yet.

    No part have those who neither wrote any version of the text, nor asked for the review, nor
    have approved it in an earlier step: so three reviews are three pairs of eyes. While a review
    goes on, nobody changes the text.
    """

    lock_class = ReviewLock

    class Meta:
        verbose_name = _("review")
        verbose_name_plural = _("reviews")

    def locked_for_user(self, obj: models.Model, user: Any) -> bool:
        return True

    def get_actions(self, obj: models.Model, user: Any) -> list[tuple[str, Any, bool]]:
        if not self.get_task_states_user_can_moderate(user).for_instance(obj).exists():
            return []
        return [("reject", _("Ask for changes"), True), ("approve", _("Approve"), True)]

    def get_task_states_user_can_moderate(self, user: Any, **kwargs: Any) -> Any:
        waiting = TaskState.objects.filter(task=self, status=TaskState.STATUS_IN_PROGRESS)
        in_scope = Q(pk__in=[])
        for content_type in ContentType.objects.filter(
            pk__in=waiting.values("workflow_state__base_content_type")
        ):
            policy = policy_registry.get_by_type(content_type.model_class())
            rows = policy.instances_user_has_permission_for(user, Action.REVIEW)
            in_scope |= Q(
                workflow_state__base_content_type=content_type,
                workflow_state__object_id__in=rows.values(key=Cast("pk", CharField())),
            )
        written = Revision.objects.filter(
            user=user,
            base_content_type=OuterRef("workflow_state__base_content_type"),
            object_id=OuterRef("workflow_state__object_id"),
        )
        approved = TaskState.objects.filter(
            finished_by=user,
            status=TaskState.STATUS_APPROVED,
            workflow_state=OuterRef("workflow_state"),
            revision=OuterRef("revision"),
        )
        return (
            waiting.filter(in_scope)
            .exclude(workflow_state__requested_by=user)
            .exclude(Exists(written))
            .exclude(Exists(approved))
        )

    @classmethod
    def get_description(cls) -> str:
        return gettext("A reviewer of the branch or brand approves the text or asks for changes.")


class ReviewWorkflow(models.Model):
    """The workflow that carries a rule of review out."""

    rule = models.PositiveSmallIntegerField(_("rule"), choices=ReviewRule, primary_key=True)
    workflow = models.OneToOneField(
        Workflow, verbose_name=_("workflow"), on_delete=models.PROTECT, related_name="review_rule"
    )

    class Meta:
        verbose_name = _("workflow of a rule of review")
        verbose_name_plural = _("workflows of rules of review")

    def __str__(self) -> str:
        return f"{self.get_rule_display()}: {self.workflow}"
