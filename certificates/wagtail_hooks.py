"""Certificates in the admin: what the log calls what happens to them."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogActionRegistry

from certificates.models import Certificate
from staff.models import LogEntry


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    actions.register_model(Certificate, LogEntry)
    for name, label, sentence in (
        ("reissued", _("Reissue"), _("Issued a new certificate in its place")),
        ("revoked", _("Revoke"), _("Revoked the certificate")),
        ("kept", _("Keep"), _("Let it stay valid although its basis has changed")),
    ):
        actions.register_action(f"certificates.{name}", label, sentence)
