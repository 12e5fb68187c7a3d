"""What a reader says about their tally."""

from django import forms
from django.utils.translation import gettext_lazy as _

from rewards.models.tally import LONGEST_WHY


class DisputeForm(forms.Form):
    """A sentence or two, which a librarian reads."""

    text = forms.CharField(
        label=_("What is wrong?"),
        max_length=LONGEST_WHY,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("A librarian reads it, looks it up and answers you."),
    )
