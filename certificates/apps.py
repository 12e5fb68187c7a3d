"""Certificates: numbered documents that anybody who holds one may check."""

from django.apps import AppConfig
from django.urls import reverse
from django.utils.translation import gettext_lazy as _


class CertificatesConfig(AppConfig):
    default_auto_field = "django.db.models.BigAutoField"
    name = "certificates"
    verbose_name = _("Certificates")

    def ready(self) -> None:
        # They hang themselves where they are called from.
        from certificates import receivers  # noqa: F401
        from certificates.services import personal_data  # noqa: F401
        from certificates.services.issuing import basis  # noqa: F401
        from certificates.services.keys import key_pairs  # noqa: F401
        from certificates.services.messages import letters  # noqa: F401
        from certificates.services.sources import (  # noqa: F401
            attendance,
            by_hand,
            reading,
            volunteering,
        )
        from certificates.services.templates import exhibits  # noqa: F401
        from certificates.views import previews  # noqa: F401
        from cms.navigation import Link, Place, navigation

        navigation.register(
            "my_certificates",
            Link(_("Certificates"), lambda request: reverse("my_certificates"), place=Place.MINE),
        )
