"""What the admin accepts as a new version of a consent text."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminModelForm

from accounts.models import ConsentText
from accounts.services.consent_texts import publish_consent_text
from core import clock


class ConsentTextForm(WagtailAdminModelForm):
    def clean(self) -> dict[str, Any]:
        text = super().clean()
        if (day := text.get("published_on")) and day < clock.today():
            self.add_error(
                "published_on",
                _("Nobody could read it before today. Choose today or a later day."),
            )
        return text

    def save(self, commit: bool = True) -> ConsentText:
        text = super().save(commit=False)
        return publish_consent_text(text) if commit else text
