"""At which sessions of an event people check themselves in, and by what."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from cms import formats
from door.models import SelfCheckIn
from door.services.self_check_in.offers import close_screens, offer_self_check_in, replace_card
from events.forms.desk.base import DeskForm
from events.models import Session
from events.querysets import SessionQuerySet


class SessionsByTime(forms.ModelMultipleChoiceField):
    widget = forms.CheckboxSelectMultiple

    def label_from_instance(self, obj: Any) -> str:
        return f"{formats.when(obj.starts_at, obj.ends_at)} · {obj.place}"


class SelfCheckInForm(DeskForm):
    """The sessions that are not over yet; what is said of them holds until it is changed."""

    on_screen = SessionsByTime(
        label=_("A code on a screen"),
        queryset=Session.objects.none(),
        required=False,
        help_text=_(
            "It changes every half minute, so a photograph of it is worth nothing at home. "
            "You need a tablet, a television or a laptop at the place."
        ),
    )
    on_paper = SessionsByTime(
        label=_("A code on paper"),
        queryset=Session.objects.none(),
        required=False,
        help_text=_(
            "It works only at its session and its hour. Somebody could still send a photograph of "
            "it: use the screen where that matters."
        ),
    )

    def __init__(self, *args: Any, offers: dict[int, SelfCheckIn], **kwargs: Any) -> None:
        self.offers = offers
        super().__init__(*args, **kwargs)
        self.sessions = sessions_to_come(self)
        for name in ("on_screen", "on_paper"):
            self.fields[name].queryset = self.sessions  # type: ignore[attr-defined]
            chosen = [key for key, offer in offers.items() if getattr(offer, name)]
            self.initial.setdefault(name, chosen)

    def save(self) -> list[Session]:
        """Offer what was ticked; returns the sessions of which something changed."""
        changed = []
        for session in self.sessions:
            wanted = {
                name: session in self.cleaned_data[name] for name in ("on_screen", "on_paper")
            }
            offer = self.offers.get(session.pk, SelfCheckIn())
            if wanted != {name: getattr(offer, name) for name in wanted}:
                offer_self_check_in(session=session, **wanted)
                changed.append(session)
        return changed


class CloseScreensForm(DeskForm):
    """Nothing to fill in: every screen of the session ends."""

    def __init__(self, *args: Any, offer: SelfCheckIn, **kwargs: Any) -> None:
        self.offer = offer
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        close_screens(self.offer)


class ReplaceCardForm(CloseScreensForm):
    """Nothing to fill in: the card gets another code."""

    def save(self) -> None:
        replace_card(self.offer)


def sessions_to_come(form: DeskForm) -> SessionQuerySet:
    """The event's sessions that take place and are not over."""
    sessions: SessionQuerySet = Session.objects.planned().filter(
        event=form.event, ends_at__gt=form.now
    )
    return sessions.select_related("branch", "room").order_by("starts_at", "pk")
