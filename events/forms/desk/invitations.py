"""Invitations at the desk: making one, changing it, sending it, taking it back."""

from __future__ import annotations

import re
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from core.contacts import normal_email
from events.choices import InvitationKind
from events.forms.desk.base import DeskForm
from events.forms.fields import MomentField
from events.models import Invitation
from events.services.messages.invitations import send_invitation
from events.services.registration.invitations import (
    InvitationTerms,
    change_invitation,
    make_invitation,
    revoke_invitation,
)
from network.models import Partner

MOST_PLACES = 100_000
MOST_ADDRESSES = 500
BETWEEN_ADDRESSES = re.compile(r"[\s,;、，；]+")


class InvitationForm(DeskForm):
    """For whom, how many, from when and until when."""

    name = forms.CharField(
        label=gettext_lazy("For whom"),
        max_length=120,
        help_text=gettext_lazy(
            "They read it: “Class 3b, Shiyan Primary School”, “Readers of the newsletter”. "
            "No name of a person, please."
        ),
    )
    kind = forms.ChoiceField(
        label=gettext_lazy("Who comes by it"),
        choices=InvitationKind,
        widget=forms.RadioSelect,
        initial=InvitationKind.GROUP,
        help_text=gettext_lazy(
            "A group registers once, under one name and without names of its people."
        ),
    )
    places = forms.IntegerField(
        label=gettext_lazy("Places at most"),
        min_value=1,
        max_value=MOST_PLACES,
        required=False,
        help_text=gettext_lazy(
            "A group always has a number. For many people it may be empty: then as many as there "
            "are. No places are kept: whoever comes late may wait."
        ),
    )
    partner = forms.ModelChoiceField(
        label=gettext_lazy("Partner"),
        queryset=Partner.objects.all(),
        required=False,
        help_text=gettext_lazy("If the people come from one."),
    )
    opens_at = MomentField(
        label=gettext_lazy("May register from"),
        required=False,
        help_text=gettext_lazy("Empty: from now on, even where others have to wait."),
    )
    expires_at = MomentField(
        label=gettext_lazy("May register until"),
        required=False,
        help_text=gettext_lazy("Empty: until registration closes for everyone."),
    )

    def __init__(self, *args: Any, invitation: Invitation | None = None, **kwargs: Any) -> None:
        """`invitation`: the one to be changed; its kind stays what it is."""
        self.invitation = invitation
        if invitation:
            kwargs["initial"] = {name: getattr(invitation, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields["kind"].disabled = invitation is not None

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_at, expires_at = cleaned.get("opens_at"), cleaned.get("expires_at")
        if opens_at and expires_at and expires_at <= opens_at:
            self.add_error("expires_at", _("The invitation must end after it opens."))
        is_group = cleaned.get("kind") == InvitationKind.GROUP
        if is_group and "places" not in self.errors and not cleaned.get("places"):
            self.add_error("places", _("Say how many of the group may come."))
        return cleaned

    def save(self) -> Invitation:
        """The invitation as it is now."""
        terms = InvitationTerms(**self.cleaned_data)
        if self.invitation is None:
            return make_invitation(self.event, terms, by=self.user, now=self.now)
        change_invitation(self.invitation, terms, by=self.user)
        return self.invitation


class SendInvitationForm(DeskForm):
    """To whom it is sent, and in which language."""

    addresses = forms.CharField(
        label=gettext_lazy("E-mail addresses"),
        widget=forms.Textarea(attrs={"rows": 6, "autocomplete": "off", "spellcheck": "false"}),
        help_text=gettext_lazy(
            "One after the other, with spaces, commas or lines between them. Each gets one letter; "
            "the addresses are forgotten 30 days after."
        ),
    )
    language = forms.ChoiceField(
        label=gettext_lazy("Language of the letter"),
        choices=settings.LANGUAGES,
        initial=get_language,
    )

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        super().__init__(*args, **kwargs)

    def clean_addresses(self) -> list[str]:
        """The addresses, each once."""
        typed = BETWEEN_ADDRESSES.split(self.cleaned_data["addresses"].strip())
        addresses = list(dict.fromkeys(normal_email(address) for address in typed))
        wrong = [address for address in addresses if not _is_email(address)]
        if wrong:
            raise ValidationError(
                _("These are no e-mail addresses: %(addresses)s.")
                % {"addresses": ", ".join(wrong[:5])}
            )
        if len(addresses) > MOST_ADDRESSES:
            raise ValidationError(
                _("At most %(most)s addresses at once.") % {"most": MOST_ADDRESSES}
            )
        return addresses

    def save(self) -> int:
        """How many letters are on their way."""
        return send_invitation(
            self.invitation,
            self.cleaned_data["addresses"],
            language=self.cleaned_data["language"],
            by=self.user,
            now=self.now,
        )


class RevokeInvitationForm(DeskForm):
    """Nothing to fill in: the button says it."""

    def __init__(self, *args: Any, invitation: Invitation, **kwargs: Any) -> None:
        self.invitation = invitation
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        revoke_invitation(self.invitation, by=self.user, now=self.now)


def _is_email(text: str) -> bool:
    try:
        validate_email(text)
    except ValidationError:
        return False
    return True
