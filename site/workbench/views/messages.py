"""Messages at the desk: what became of them, writing to all, reminders."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, override
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.log_actions import log

from cms import formats
from cms.languages import OWN_NAMES
from core import clock
from core.bilingual import FIELD_SUFFIXES
from core.errors import DomainError
from events.choices import Recipients
from events.errors import SaidAlready
from events.forms.announcement import AnnouncementForm, RemindersForm
from events.services.messages.announcements import (
    announce,
    draft_letter,
    leaves_at,
    reach_of,
    recipients_of,
)
from notifications.choices import Channel, MessageState
from notifications.services.outbox import retry
from staff.choices import Action
from workbench.services.deliveries import counts_of, deliveries, messages_of, retry_failed
from workbench.views.changes import ChangeView
from workbench.views.desk import DeskPage, DeskView

MESSAGES_PER_PAGE = 50


def messages_url(event_id: int) -> str:
    return reverse("desk:messages", args=[event_id])


class MessagesView(DeskPage, TemplateView):
    """Each message about a registration, and what became of it."""

    needs = Action.CHECK_IN
    page_title = gettext_lazy("Messages")
    template_name = "workbench/messages.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        found = messages_of(self.event)
        state = self.request.GET.get("state")
        if state in MessageState.values:
            found = found.filter(state=state)
        page = Paginator(found, MESSAGES_PER_PAGE).get_page(self.request.GET.get("p"))
        return super().get_context_data(
            counts=counts_of(self.event),
            state=state,
            page=page,
            deliveries=deliveries(list(page)),
            announcements=self.event.announcements.select_related("sent_by", "session"),
            may_change=self.may(Action.CHANGE),
            desk_url=self.desk_url(),
            **kwargs,
        )


class RetryView(DeskView):
    """Begins anew with one message that failed, or with all."""

    needs = Action.CHANGE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "message_id" in self.kwargs:
            self._retry_one(self.kwargs["message_id"])
        else:
            begun = retry_failed(self.event, now=clock.now())
            sentence = ngettext(
                "%(n)s message is tried again.", "%(n)s messages are tried again.", begun
            )
            messages.success(request, sentence % {"n": begun})
        return redirect(messages_url(self.event.pk))

    def _retry_one(self, message_id: int) -> None:
        message = messages_of(self.event).filter(pk=message_id).first()
        if message is None:
            raise Http404
        try:
            retry(message, now=clock.now())
        except DomainError as refusal:
            messages.error(self.request, str(refusal))
        else:
            log(self.event, "events.message_retried", user=self.request.user)
            messages.success(self.request, _("The message is tried again."))


class RemindersView(ChangeView):
    form_class = RemindersForm
    page_title = gettext_lazy("Reminders")

    @property
    def consequences(self) -> list[str]:
        return [
            _("Only those who have a place are reminded, once for each session and time."),
            _("At night reminders wait for the morning. Readers can switch them off."),
        ]


class ComposeView(ChangeView):
    """Writing to the registered: first it is shown who would read what, then it is sent."""

    form_class = AnnouncementForm
    page_title = gettext_lazy("Write to the registered")
    template_name = "workbench/compose.html"
    while_it_takes_place = False

    def get_initial(self) -> dict[str, Any]:
        """The recipients that a link of the desk has chosen."""
        asked = self.request.GET.get("to")
        chosen = {"recipients": asked} if asked in Recipients.values else {}
        return super().get_initial() | chosen

    def form_valid(self, form: Any) -> HttpResponse:
        said = form.announcement()
        if "send" in self.request.POST and form.was_seen:
            try:
                said = announce(
                    said,
                    user=self.request.user,
                    now=clock.now(),
                    again=form.cleaned_data["again"],
                )
            except DomainError as refusal:
                form.add_error(None, str(refusal))
                if isinstance(refusal, SaidAlready):
                    form.ask_again()
            else:
                sentence = ngettext(
                    "Sent to %(n)s party.", "Sent to %(n)s parties.", said.written_to
                )
                messages.success(self.request, sentence % {"n": said.written_to})
                return redirect(messages_url(self.event.pk))
        return self._show(form, said)

    def _show(self, form: Any, said: Any) -> HttpResponse:
        """The form once more, with what would be sent below it."""
        now = clock.now()
        data = form.data.copy()
        data["seen"] = form.fingerprint()
        form.data = data
        reach = reach_of(recipients_of(self.event, said.recipients, said.session))
        leaves = leaves_at(self.event, now=now)
        letters = []
        for language, suffix in FIELD_SUFFIXES.items():
            if getattr(said, f"title_{suffix}"):
                with override(language):
                    letter = draft_letter(said, now=now)
                    letters.append((OWN_NAMES[language], letter.html, letter.short))
        return self.render_to_response(
            self.get_context_data(
                form=form,
                reach=reach,
                said=said,
                ways=self._ways(reach),
                leaves_at=leaves if leaves != now else None,
                letters=letters,
            )
        )

    @staticmethod
    def _ways(reach: Any) -> list[str]:
        """How many parties by which channel, in words."""
        return [
            _("%(channel)s: %(number)s")
            % {
                "channel": capfirst(str(Channel(channel).label)),
                "number": formats.number(number),
            }
            for channel, number in sorted(reach.by_channel.items())
        ]

    @property
    def consequences(self) -> list[str]:
        if self.request.method != "GET":
            return []
        return [_("Nothing is sent yet: first you see who would read what.")]
