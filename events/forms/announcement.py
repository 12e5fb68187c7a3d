"""Writing to the registered, and choosing when they are reminded."""

from __future__ import annotations

import uuid
from hashlib import sha256
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.log_actions import log

from cms import formats
from events.choices import RECIPIENTS_OF_A_SESSION, Recipients
from events.forms.desk.base import DeskForm
from events.models import Announcement, Session
from events.services.messages.reminders import LEADS, reminders_of, set_reminders

LONGEST_TEXT = 4000


class SessionChoice(forms.ModelChoiceField):
    """A session by when it is."""

    def label_from_instance(self, obj: Any) -> str:
        return formats.moment(obj.starts_at, today=timezone.localdate(obj.starts_at))


class AnnouncementForm(DeskForm):
    """What is written, in one language or both, and to whom."""

    key = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.CharField(widget=forms.HiddenInput, required=False, max_length=64)
    recipients = forms.ChoiceField(
        label=gettext_lazy("To whom"),
        choices=[(value, capfirst(str(label))) for value, label in Recipients.choices],
        initial=Recipients.REGISTERED,
        widget=forms.RadioSelect,
    )
    session = SessionChoice(
        label=gettext_lazy("Session"),
        queryset=Session.objects.none(),
        required=False,
        help_text=gettext_lazy("Only asked where it matters who is checked in."),
    )
    title_en = forms.CharField(
        label=gettext_lazy("Subject (English)"), max_length=150, required=False
    )
    text_en = forms.CharField(
        label=gettext_lazy("Text (English)"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    title_zh = forms.CharField(
        label=gettext_lazy("Subject (Chinese)"), max_length=150, required=False
    )
    text_zh = forms.CharField(
        label=gettext_lazy("Text (Chinese)"),
        max_length=LONGEST_TEXT,
        required=False,
        widget=forms.Textarea(attrs={"rows": 6}),
        help_text=gettext_lazy("Whoever reads a language that is left empty gets the other one."),
    )
    again = forms.BooleanField(
        label=gettext_lazy("Yes, send the same once more"),
        required=False,
        widget=forms.HiddenInput,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid.uuid4
        has_asked = self.event.intake.plan_changed_at is not None
        self.fields["recipients"].choices = [  # type: ignore[attr-defined]
            (value, capfirst(str(label)))
            for value, label in Recipients.choices
            if value != Recipients.SILENT or has_asked
        ]
        sessions = self.event.sessions.planned()
        self.fields["session"].queryset = sessions  # type: ignore[attr-defined]
        self.fields["session"].initial = sessions.upcoming(now=self.now).first()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        for suffix in ("en", "zh"):
            title, text = f"title_{suffix}", f"text_{suffix}"
            for given, missing in ((title, text), (text, title)):
                if data.get(given) and not data.get(missing) and missing not in self.errors:
                    self.add_error(missing, _("Fill in both subject and text of a language."))
        if not self.errors and not (data.get("title_en") or data.get("title_zh")):
            self.add_error("title_en", _("Write in at least one language."))
        if data.get("recipients") not in RECIPIENTS_OF_A_SESSION:
            data["session"] = None
        elif not data.get("session") and "session" not in self.errors:
            self.add_error("session", _("Choose the session that they are checked in to or not."))
        return data

    def ask_again(self) -> None:
        """Show the box to be ticked by whoever means to send the same once more."""
        self.fields["again"].widget = forms.CheckboxInput()

    def announcement(self) -> Announcement:
        """What would be sent; not stored."""
        fields = ("key", "recipients", "session", "title_en", "text_en", "title_zh", "text_zh")
        return Announcement(event=self.event, **{name: self.cleaned_data[name] for name in fields})

    def fingerprint(self) -> str:
        """Of what was shown before sending, so that nothing else is sent than what was seen."""
        fields = ("recipients", "session", "title_en", "text_en", "title_zh", "text_zh")
        shown = [str(self.cleaned_data[name]) for name in fields]
        return sha256("\0".join(shown).encode()).hexdigest()

    @property
    def was_seen(self) -> bool:
        return self.cleaned_data["seen"] == self.fingerprint()


class RemindersForm(DeskForm):
    """When those who have a place are reminded."""

    reminds_week_before = forms.BooleanField(label=gettext_lazy("7 days before"), required=False)
    reminds_day_before = forms.BooleanField(label=gettext_lazy("1 day before"), required=False)
    reminds_hours_before = forms.BooleanField(label=gettext_lazy("2 hours before"), required=False)

    def __init__(self, *args: Any, event: Any, **kwargs: Any) -> None:
        chosen = reminders_of(event)
        kwargs["initial"] = {lead.setting: getattr(chosen, lead.setting) for lead in LEADS}
        super().__init__(*args, event=event, **kwargs)

    def save(self) -> None:
        set_reminders(self.event, **self.cleaned_data)
        log(self.event, "events.reminders", user=self.user, data=self.cleaned_data)
