"""Choose an event, by its title."""

from __future__ import annotations

from django import forms
from django.core.paginator import Page
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.choosers import BaseFilterForm
from wagtail.snippets.views.chooser import BaseSnippetChooseView, ChooseResultsView, ChooseView

from cms.viewsets import ScopedChooserViewSet


class TitleForm(BaseFilterForm):
    q = forms.CharField(
        label=_("Title"), required=False, widget=forms.TextInput(attrs={"placeholder": _("Title")})
    )

    def filter(self, objects: QuerySet) -> QuerySet:
        objects = super().filter(objects)
        if wanted := self.cleaned_data["q"]:
            self.is_searching, self.search_query = True, wanted
            is_meant = Q(title_en__icontains=wanted) | Q(title_zh__icontains=wanted)
            objects = objects.filter(is_meant)
        return objects


class EventChoices(BaseSnippetChooseView):
    """The latest first, each with its state."""

    filter_form_class = TitleForm
    ordering = ["-first_starts_at", "-pk"]

    def get_results_page(self, request: HttpRequest) -> Page:
        page = super().get_results_page(request)
        page.object_list = page.object_list.page_for_admin()
        return page


class ChooseEventView(EventChoices, ChooseView):
    pass


class ChooseEventResultsView(EventChoices, ChooseResultsView):
    pass


class EventChooserViewSet(ScopedChooserViewSet):
    choose_view_class = ChooseEventView
    choose_results_view_class = ChooseEventResultsView
