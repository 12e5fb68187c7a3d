"""What staff say about a registration that they change for somebody."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.errors import DomainError


class CancelRegistrationForm(forms.Form):
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Stands in the history of the registration; they do not read it."),
    )

    def add_refusal(self, refusal: DomainError) -> None:
        """Show why the service said no, above all fields."""
        self.add_error(None, str(refusal))
