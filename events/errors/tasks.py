"""What is to be done for events."""

from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class TaskChangedMeanwhile(DomainError):
    code = "task_changed_meanwhile"
    message = _(
        "Somebody has changed this task since you opened it. Look at what it says now beside what "
        "you have entered, and save again if yours shall hold."
    )


class TaskNotNeeded(DomainError):
    code = "task_not_needed"
    message = _("This task is not open any more. Open it again at the desk first.")


class TasksOfCancelledEvent(DomainError):
    code = "tasks_of_cancelled_event"
    message = _("The event is cancelled: nothing is to be done for it any more.")
