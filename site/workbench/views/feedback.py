"""Feedback on an event's desk: what it comes to, what was said, and what may be quoted."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.generic import FormView, TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.log_actions import log
from wagtail.permissions import policy_registry

from brands.models import Programme
from cms.views.form_pages import FAILED_FORM
from core.errors import DomainError
from events.services.feedback.answering import show_quote
from events.services.feedback.questions import wordings_of
from events.services.feedback.summaries import summary_of
from events.services.feedback.surveys import questions_for
from staff.choices import Action
from staff.policy import may_at
from workbench.forms.feedback import SurveyQuestionsForm
from workbench.services.signs import feedback_sign_pdf
from workbench.views.desk import DeskPage, DeskView
from workbench.views.questions import OfProgramme


class FeedbackView(DeskPage, TemplateView):
    """Figures for all who see the event; what people wrote, for those who hold it."""

    page_title = gettext_lazy("Feedback")
    template_name = "workbench/feedback.html"
    header_icon = "pick"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        may_change = self.may(Action.CHANGE)
        return super().get_context_data(
            summary=summary_of(self.event),
            said=self.event.feedback.with_words() if may_change else (),
            questions=questions_for(self.event),
            may_change=may_change,
            questions_url=self.questions_url(),
            desk_url=self.desk_url(),
            **kwargs,
        )

    def questions_url(self) -> str:
        """Where the questions are worded, for those who may: of the programme, or of all."""
        user, programme = self.request.user, self.event.programme
        if programme and policy_registry.get_by_type(Programme).user_has_permission_for_instance(
            user, "change", programme
        ):
            return reverse("programme_questions:survey", args=[programme.pk])
        if may_at(user, Action.CHANGE, branch_id=None, brand_id=None):
            return reverse("survey:questions")
        return ""


class QuoteView(DeskView):
    """Puts a quote up for everyone to read, or takes it down."""

    needs = Action.CHANGE
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        feedback = self.event.feedback.filter(pk=kwargs["feedback_id"]).first()
        if feedback is None:
            raise Http404
        is_public = "show" in request.POST
        if show_quote(feedback, is_public=is_public):
            action = "events.quote_shown" if is_public else "events.quote_hidden"
            log(self.event, action, user=request.user)
            messages.success(
                request,
                _("Everyone can read it on the page of the event.")
                if is_public
                else _("It is not shown any more."),
            )
        return redirect("desk:feedback", self.event.pk)


class FeedbackSignView(DeskView):
    """The sign for the table, opened beside the page."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        try:
            sign = feedback_sign_pdf(self.event)
        except DomainError as refusal:
            messages.error(request, str(refusal))
            return redirect("desk:feedback", self.event.pk)
        name = f"{self.event.slug}-feedback.pdf"
        return HttpResponse(
            sign,
            content_type="application/pdf",
            headers={
                "Content-Disposition": f'inline; filename="{name}"',
                "Cache-Control": "private, no-store",
            },
        )


class WordQuestions(FormView):
    """The two questions in both languages; what was answered keeps the words it was answered to."""

    page_title = gettext_lazy("Questions after the event")
    template_name = "workbench/survey_questions.html"
    form_class = SurveyQuestionsForm
    owner: Any
    back_url: Any

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"programme": self.owner}

    def form_valid(self, form: SurveyQuestionsForm) -> HttpResponse:
        form.save()
        messages.success(self.request, _("From now on this is asked."))
        return redirect(self.request.path)

    def form_invalid(self, form: SurveyQuestionsForm) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            programme=self.owner,
            of_library=wordings_of(None),
            back_url=self.back_url,
            **kwargs,
        )


class ProgrammeSurveyView(WordQuestions, OfProgramme):
    """Those after the events of one programme."""


class LibrarySurveyView(WordQuestions, WagtailAdminTemplateMixin):
    """Those after all other events, for whoever looks after the whole network."""

    header_icon = "pick"
    owner = None
    back_url = reverse_lazy("wagtailadmin_home")

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [*self.breadcrumbs_items, {"url": "", "label": self.page_title}]

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_at(request.user, Action.CHANGE, branch_id=None, brand_id=None):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)
