"""What is told of an event once it is over: written, published, and handed to WeChat."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView
from wagtail.admin import messages

from cms.languages import OWN_NAMES
from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError, WrittenMeanwhile
from events.choices import PhotoAgreement
from events.forms.review import Decision, ReviewForm
from events.models import Recap
from events.services.details import EventDetails, details_of
from events.services.recap import (
    approve_recap,
    fingerprint_to_review,
    photos_of_recap,
    publish_or_ask,
    recap_of,
    recaps_to_review,
    send_back_recap,
    take_down_recap,
)
from staff.choices import Action
from workbench.forms.recap import RecapForm
from workbench.services.figures import figures_of
from workbench.services.wechat_article import Article, article_of, article_zip
from workbench.views.desk import DeskPage, DeskView


class TellsAfterwards(DeskView):
    """Knows the recap of the event and the article that is made of it."""

    needs = Action.CHANGE

    @cached_property
    def recap(self) -> Recap | None:
        return recap_of(self.event)

    @cached_property
    def details(self) -> EventDetails:
        return details_of(self.event, now=clock.now())

    def article(self, language: str) -> Article | None:
        """Nothing while nothing is written."""
        recap = self.recap
        if recap is None or not (recap.text_en or recap.text_zh):
            return None
        return article_of(self.details, recap, language=language, came=self.details.came)


class RecapView(TellsAfterwards, DeskPage, FormView):
    """One form; what is refused stands on it, with all that was typed."""

    page_title = gettext_lazy("Look back")
    template_name = "workbench/recap.html"
    form_class = RecapForm
    header_icon = "history"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "event": self.event,
            "user": self.request.user,
            "now": clock.now(),
            "may_count": self.may(Action.CHECK_IN) and self.is_over,
        }

    @property
    def is_over(self) -> bool:
        end = self.event.last_ends_at
        return end is not None and end <= clock.now()

    def form_valid(self, form: RecapForm) -> HttpResponse:
        try:
            form.save()
            sentence = self.then(self.request.POST.get("then", ""))
        except WrittenMeanwhile as refusal:
            form.add_error(None, str(refusal))
            context = self.get_context_data(form=form, **form.look_again())
            return self.render_to_response(context, status=refusal.status)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, sentence)
        return redirect("desk:recap", self.event.pk)

    def then(self, step: str) -> str:
        """What is done with it once it is saved, in a sentence."""
        user = self.request.user
        if step == "publish" and self.may(Action.PUBLISH):
            if publish_or_ask(self.event, by=user, now=clock.now()).is_public:
                return _("Saved. Everyone can read it on the page of the event.")
            return _("Saved. It is shown once somebody else has looked at it.")
        if step == "take_down" and self.may(Action.PUBLISH):
            take_down_recap(self.event, by=user)
            return _("Saved. It is not shown any more.")
        return _("Saved.")

    def form_invalid(self, form: RecapForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        waiting = self.event.photos.filter(agreement=PhotoAgreement.NONE)
        return super().get_context_data(
            recap=self.recap,
            is_over=self.is_over,
            may_publish=self.may(Action.PUBLISH),
            needs_review=bool(self.event.review_rule_of_recap),
            figures=figures_of(self.event, now=clock.now()),
            waiting_photos=waiting.count(),
            article=self.article(self.language),
            languages=OWN_NAMES.items(),
            desk_url=self.desk_url(),
            **kwargs,
        )

    @property
    def language(self) -> str:
        """Chinese unless asked otherwise: who reads on WeChat mostly does."""
        asked = self.request.GET.get("language", "")
        return asked if asked in dict(settings.LANGUAGES) else "zh-hans"


class RecapReviewView(DeskPage, FormView):
    """What a colleague has written, for somebody who has no part in it, with two buttons."""

    needs = Action.REVIEW
    page_title = gettext_lazy("Review of a look back")
    template_name = "workbench/recap_review.html"
    form_class = ReviewForm
    header_icon = "glasses"

    @cached_property
    def recap(self) -> Recap:
        """The one that waits, if it waits for this user: nobody else has business here."""
        recap = recaps_to_review(self.request.user).filter(event=self.event).first()
        if recap is None:
            raise Http404
        return recap

    def form_valid(self, form: ReviewForm) -> HttpResponse:
        user, said = self.request.user, form.cleaned_data
        is_sent_back = said["decision"] == Decision.REJECT
        try:
            if is_sent_back:
                send_back_recap(self.event, because=said["comment"], by=user)
            else:
                seen = self.request.POST.get("seen", "")
                approve_recap(self.event, seen=seen, by=user, now=clock.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(
            self.request,
            _("Its author knows what to change.")
            if is_sent_back
            else _("Everyone can read it on the page of the event."),
        )
        return redirect("wagtailadmin_home")

    def form_invalid(self, form: ReviewForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            recap=self.recap,
            seen=fingerprint_to_review(self.recap),
            photos=photos_of_recap(self.event),
            quotes=self.event.feedback.quoted(),
            Decision=Decision,
            **kwargs,
        )


class RecapPicturesView(TellsAfterwards):
    """The cover and the pictures of the article, in their order."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        language = kwargs["language"]
        article = self.article(language) if language in dict(settings.LANGUAGES) else None
        if article is None:
            raise Http404
        try:
            content = article_zip(article, self.details)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:recap", self.event.pk)
        name = f"{self.event.slug}-wechat-{language}.zip"
        return HttpResponse(
            content,
            content_type="application/zip",
            headers={
                "Content-Disposition": f'attachment; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )
