"""Templates: what comes with the platform, and what texts may hold."""

from __future__ import annotations

import pytest
from django.core.management import call_command

from certificates.choices import Purpose
from certificates.models import Template
from certificates.services.templates.placeholders import check_texts
from certificates.services.templates.presets import PRESETS, make_templates
from notifications.errors import StrayBrace, UnknownPlaceholder
from tests.factories.certificates import TemplateFactory

pytestmark = pytest.mark.django_db


def test_a_library_starts_with_templates_for_every_purpose():
    assert make_templates() == len(PRESETS)
    found = set(Template.objects.values_list("purpose", flat=True))
    assert found == set(Purpose) - {Purpose.ANYTHING}
    for template in Template.objects.all():
        check_texts(template)


def test_what_a_library_made_of_them_stays():
    call_command("make_certificate_templates")
    Template.objects.filter(preset="star").update(title_en="Our Star")
    assert make_templates() == 0
    assert Template.objects.get(preset="star").title_en == "Our Star"


def test_an_unknown_placeholder_is_named():
    template = TemplateFactory(body_zh="于{date}参加{evnt}")
    with pytest.raises(UnknownPlaceholder, match=r"\{evnt\}"):
        check_texts(template)


def test_hours_are_not_known_of_those_who_attended():
    with pytest.raises(UnknownPlaceholder, match=r"\{hours\}"):
        check_texts(TemplateFactory(closing_en="{hours} hours"))
    check_texts(TemplateFactory(purpose=Purpose.STAR, body_en="{hours}", body_zh="{hours}"))


def test_a_brace_alone_is_refused():
    with pytest.raises(StrayBrace):
        check_texts(TemplateFactory(title_en="Certificate {"))
