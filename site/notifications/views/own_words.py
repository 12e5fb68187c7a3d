"""The words of messages, in the admin: read, change, look at, try on oneself."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, override
from django.views.generic import TemplateView
from django.views.generic.edit import FormView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.permissions import PermissionCheckedMixin
from wagtail.log_actions import registry

from cms.languages import OWN_NAMES
from core import clock
from core.bilingual import FIELD_SUFFIXES
from notifications.errors import NotHandedOver
from notifications.forms import WordsForm
from notifications.models import MessageText
from notifications.services.kinds import Letter, descriptions
from notifications.services.outbox import address_for, send_example
from notifications.services.own_words import (
    Words,
    example_of,
    kinds_to_word,
    reworded,
    set_words,
    shipped_words_of,
    words_of,
)
from notifications.services.placeholders import braced

CHANGES_SHOWN = 20
NAMES = ("title", "text", "short")


class WordsView(PermissionCheckedMixin, WagtailAdminTemplateMixin):
    """What both pages share: who may see them, and the way to the list."""

    model = MessageText
    permission_required = "change"
    header_icon = "mail"

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("message_texts:index"), "label": _("Texts of messages")},
        ]


class WordsIndexView(WordsView, TemplateView):
    """The kinds of messages, and which are said in the library's own words."""

    page_title = gettext_lazy("Texts of messages")
    template_name = "notifications/admin/texts.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        texts = {text.kind: text for text in MessageText.objects.all()}
        kinds = [
            (name, descriptions[name], self._languages(texts.get(name))) for name in kinds_to_word()
        ]
        return super().get_context_data(kinds=kinds, **kwargs)

    @staticmethod
    def _languages(text: MessageText | None) -> list[str]:
        """The languages in which something is said in own words."""
        if text is None:
            return []
        return [
            OWN_NAMES[language]
            for language, suffix in FIELD_SUFFIXES.items()
            if words_of(text, suffix) != Words()
        ]


class WordsEditView(WordsView, FormView):
    """The words of one kind, and how a letter looks that is said in them."""

    form_class = WordsForm
    template_name = "notifications/admin/text.html"

    @property
    def kind(self) -> str:
        if self.kwargs["kind"] not in kinds_to_word():
            raise Http404
        return self.kwargs["kind"]

    def get_page_title(self) -> str:
        return capfirst(str(descriptions[self.kind].label))

    @cached_property
    def shipped(self) -> dict[str, Words]:
        return shipped_words_of(self.kind, now=clock.now())

    @cached_property
    def text(self) -> MessageText:
        found = MessageText.objects.filter(kind=self.kind).first()
        return found or MessageText(kind=self.kind)

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "kind": descriptions[self.kind],
            "shipped": self.shipped,
            "instance": self.text,
        }

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if "reset" in request.POST:
            return self._save(dict.fromkeys(FIELD_SUFFIXES, Words()))
        return super().post(request, *args, **kwargs)

    def _save(self, words: dict[str, Words]) -> HttpResponse:
        set_words(self.kind, words, user=self.request.user, now=clock.now())
        messages.success(self.request, _("Saved. Messages say so from now on."))
        return redirect("message_texts:edit", kind=self.kind)

    def form_valid(self, form: Any) -> HttpResponse:
        words = form.words()
        if language := self.request.POST.get("test"):
            self._try_on_oneself(words, language)
        elif "look" not in self.request.POST:
            return self._save(words)
        return self.render_to_response(self.get_context_data(form=form, words=words))

    def _try_on_oneself(self, words: dict[str, Words], language: str) -> None:
        user: Any = self.request.user
        address = address_for(email=user.email or "", phone=user.phone or "")
        if language not in words or address is None:
            raise Http404
        now = clock.now()
        try:
            with override(language):
                letter = reworded(example_of(self.kind, now=now), words[language])
                letter = replace(letter, title=_("[Test] %(title)s") % {"title": letter.title})
                send_example(letter, to=address, language=language, now=now)
        except NotHandedOver as error:
            messages.error(self.request, error.failure.label)
        else:
            messages.success(self.request, _("Sent to %(address)s.") % {"address": address.value})

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        words = kwargs.pop("words", None) or self._stored_words()
        context = super().get_context_data(**kwargs)
        form = context["form"]
        return context | {
            "description": descriptions[self.kind],
            "placeholders": [
                (braced(name), meaning, name in descriptions[self.kind].required)
                for name, meaning in descriptions[self.kind].placeholders.items()
            ],
            "languages": [
                (
                    language,
                    OWN_NAMES[language],
                    [form[f"{name}_{suffix}"] for name in NAMES],
                    None if form.errors else self._letter(words[language], language),
                )
                for language, suffix in FIELD_SUFFIXES.items()
            ],
            "changes": self._changes(),
        }

    def _stored_words(self) -> dict[str, Words]:
        return {
            language: words_of(self.text, suffix) for language, suffix in FIELD_SUFFIXES.items()
        }

    def _letter(self, words: Words, language: str) -> dict[str, Any]:
        """How the example looks: rendered here, where its language is the active one."""
        with override(language):
            letter: Letter = reworded(example_of(self.kind, now=clock.now()), words)
            return {"title": letter.title, "html": letter.html, "short": letter.short}

    def _changes(self) -> list[Any]:
        """Who changed what, the latest first."""
        if not self.text.pk:
            return []
        lines = registry.get_logs_for_instance(self.text).select_related("user")
        return list(lines[:CHANGES_SHOWN])
