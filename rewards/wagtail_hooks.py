from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from rewards.models import Challenge
from rewards.permissions import challenges_policy
from rewards.viewsets import ReadingGroup
from staff.models import LogEntry

register_permission_policy(Challenge, challenges_policy())
register_snippet(ReadingGroup)


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_model(Challenge, LogEntry)
    for name, label, sentence in (
        ("challenge_published", _("Publish challenge"), _("Published a reading challenge")),
        ("challenge_withdrawn", _("Withdraw challenge"), _("Made a challenge a draft again")),
    ):
        actions.register_action(f"rewards.{name}", label, sentence)
