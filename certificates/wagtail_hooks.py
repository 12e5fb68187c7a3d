"""Certificates in the admin, and what the log calls what happens to them."""

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from certificates.models import Certificate, SigningKey, Template
from certificates.permissions import CertificatesPolicy, signing_keys_policy, templates_policy
from certificates.viewsets import CertificatesGroup
from certificates.viewsets.events import EventCertificatesViewSet
from certificates.viewsets.keys import SigningKeyViewSet
from certificates.viewsets.runs import RunsViewSet
from staff.models import LogEntry

register_permission_policy(Certificate, CertificatesPolicy())
register_permission_policy(SigningKey, signing_keys_policy())
register_permission_policy(Template, templates_policy())
register_snippet(CertificatesGroup)


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [EventCertificatesViewSet(), RunsViewSet(), SigningKeyViewSet()]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for model in (Certificate, SigningKey, Template):
        actions.register_model(model, LogEntry)
    for name, label, sentence in (
        ("issued", _("Issue certificates"), _("Issued certificates")),
        ("rule_changed", _("Change rule"), _("Changed who gets a certificate")),
        ("reissued", _("Reissue"), _("Issued a new certificate in its place")),
        ("revoked", _("Revoke"), _("Revoked the certificate")),
        ("printed", _("Print certificates"), _("Had the certificates printed")),
        ("kept", _("Keep"), _("Let it stay valid although its basis has changed")),
        ("key_rotated", _("Replace a key"), _("Let the library sign with a new key")),
        ("key_withdrawn", _("Withdraw a key"), _("Withdrew a key that was stolen")),
    ):
        actions.register_action(f"certificates.{name}", label, sentence)
