"""What an event asks, what a programme asks at all its events, and what people have answered."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, override
from django.utils.translation import gettext as _
from django.views.generic import FormView, TemplateView, View
from wagtail.admin import messages
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from brands.models import Programme
from brands.services.themes import dress
from cms.languages import OWN_NAMES
from core import clock
from core.errors import DomainError
from events.forms.desk.questions import QuestionForm, StepForm
from events.forms.questions import AnswersForm
from events.models import Event, Question
from events.services.questions.asked import asked_at
from events.services.questions.summaries import Summary, summaries_of
from staff.choices import Action
from workbench.views.desk import DeskPage


class OfEvent(DeskPage):
    """The questions of one event; those of its programme are asked before them."""

    needs = Action.CHANGE
    place = "desk"

    @property
    def owner(self) -> Event:
        return self.event

    @property
    def example(self) -> Event:
        """An event that asks them."""
        return self.event

    @cached_property
    def summaries(self) -> list[Summary]:
        return summaries_of(self.event)

    @property
    def back_url(self) -> str:
        return self.desk_url()


class OfProgramme(WagtailAdminTemplateMixin, View):
    """The questions that all events of a programme ask."""

    model = Programme
    place = "programme_questions"
    header_icon = "list-ul"
    stored_row: Programme
    permission_policy: Any

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not self.permission_policy.user_has_permission(request.user, "change"):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @property
    def owner(self) -> Programme:
        return self.stored_row

    @property
    def example(self) -> Event:
        """An event that asks them; it has no row."""
        programme = self.owner
        return Event(
            programme=programme,
            brand=programme.brand,
            title_en=programme.name_en,
            title_zh=programme.name_zh,
        )

    @cached_property
    def summaries(self) -> list[Summary]:
        """How many have answered; what they said stands at the desk of each event."""
        questions = self.owner.questions.annotate(parties=Count("answers"))
        return [Summary(question, question.parties) for question in questions]

    @property
    def back_url(self) -> str:
        return reverse("wagtailsnippets_brands_programme:list")

    def get_page_subtitle(self) -> str:
        return self.owner.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.back_url, "label": _("Programmes")},
            {"url": "", "label": self.get_page_title(), "sublabel": self.owner.name},
        ]


class QuestionsList(TemplateView):
    """Each question with its answers, and buttons that move, retire or delete it."""

    page_title = gettext_lazy("Questions")
    template_name = "workbench/questions.html"
    owner: Any
    place: str
    back_url: Any
    summaries: Any

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = StepForm(request.POST, owner=self.owner)
        if not form.is_valid():
            raise Http404
        try:
            form.take(by=request.user)
        except DomainError as refusal:
            messages.error(request, str(refusal))
        return redirect(f"{self.place}:questions", self.owner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        own = [each for each in self.summaries if each.question.asked_by(self.owner)]
        return super().get_context_data(
            owner=self.owner,
            asked=[each for each in own if not each.question.is_retired],
            retired=[each for each in own if each.question.is_retired],
            shared=[each for each in self.summaries if each not in own],
            change_name=f"{self.place}:question",
            add_url=reverse(f"{self.place}:add_question", args=[self.owner.pk]),
            preview_url=reverse(f"{self.place}:questions_preview", args=[self.owner.pk]),
            languages=OWN_NAMES.items(),
            back_url=self.back_url,
            **kwargs,
        )


class OneQuestion(FormView):
    """A question, new or known."""

    form_class = QuestionForm
    template_name = "workbench/question.html"
    owner: Any
    place: str

    @cached_property
    def question(self) -> Question:
        if "question_id" not in self.kwargs:
            return Question(**{self.owner._meta.model_name: self.owner})
        question: Question | None = self.owner.questions.filter(
            pk=self.kwargs["question_id"]
        ).first()
        if question is None:
            raise Http404
        return question

    def get_page_title(self) -> str:
        return _("Change question") if "question_id" in self.kwargs else _("Add question")

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"instance": self.question}

    def form_valid(self, form: QuestionForm) -> HttpResponse:
        try:
            form.ask(by=self.request.user, now=clock.now())
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, _("Saved."))
        return redirect(f"{self.place}:questions", self.owner.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(
            list_url=reverse(f"{self.place}:questions", args=[self.owner.pk]),
            people=self.question.answers.count() if "question_id" in self.kwargs else 0,
            **kwargs,
        )


class QuestionsPreview(View):
    """The questions as the public reads them, in either language."""

    example: Any

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        asked_for = request.GET.get("language", "")
        with override(asked_for if asked_for in OWN_NAMES else get_language()):
            form = AnswersForm()
            form.ask(asked_at(self.example, now=clock.now()))
            context = {
                "event": self.example,
                **dress(self.example.brand),
                "form": form,
            }
            return render(request, "events/questions_preview.html", context)


class EventQuestionsView(QuestionsList, OfEvent):
    pass


class EventQuestionView(OneQuestion, OfEvent):
    pass


class EventPreviewView(QuestionsPreview, OfEvent):
    pass


class ProgrammeQuestionsView(QuestionsList, OfProgramme):
    pass


class ProgrammeQuestionView(OneQuestion, OfProgramme):
    pass


class ProgrammePreviewView(QuestionsPreview, OfProgramme):
    pass
