"""What the process makes once, choosers and forms, speaks the language of whoever looks at it."""

from __future__ import annotations

import re

import pytest
from django import forms
from django.urls import get_resolver
from django.utils.translation import override
from wagtail.admin.viewsets import viewsets
from wagtail.admin.viewsets.chooser import ChooserViewSet
from wagtail.forms import TaskStateCommentForm
from wagtail.images.forms import ImageInsertionForm

from cms.viewsets import ScopedViews
from events.forms.desk.speakers import SpeakerForm

LATIN = re.compile("[A-Za-z]")


def own_choosers() -> list[ChooserViewSet]:
    assert get_resolver().url_patterns, "the addresses register what there is to choose"
    return [
        viewset
        for viewset in viewsets.viewsets
        if isinstance(viewset, ChooserViewSet) and isinstance(viewset, ScopedViews)
    ]


def test_choosers_speak_the_language_of_their_reader() -> None:
    choosers = own_choosers()
    assert {"Book", "Event", "User"} <= {chooser.model_name for chooser in choosers}
    for chooser in choosers:
        widget = chooser.widget_class()
        said = [
            chooser.page_title,
            widget.choose_one_text,
            widget.choose_another_text,
            widget.link_to_chosen_text,
            widget.clear_choice_text,
        ]
        with override("en"):
            assert all(LATIN.search(str(text)) for text in said), chooser.model_name
        with override("zh-hans"):
            assert [str(text) for text in said if LATIN.search(str(text))] == []


@pytest.mark.parametrize("form", [ImageInsertionForm, TaskStateCommentForm, SpeakerForm])
def test_forms_speak_the_language_of_their_reader(form: type[forms.BaseForm]) -> None:
    assert get_resolver().url_patterns, "the hooks of the admin have run"
    with override("en"):
        assert all(LATIN.search(str(field.label)) for field in form().fields.values())
    with override("zh-hans"):
        labels = [str(field.label) for field in form().fields.values()]
    assert [label for label in labels if LATIN.search(label)] == []
