from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

import factory
from django.db import transaction
from factory.django import DjangoModelFactory

from certificates.choices import Languages, Purpose, RuleKind
from certificates.models import Certificate, Holder, IssuingRule, SigningKey, Template
from certificates.services.issuing.numbers import take_numbers
from tests.factories.events import EventFactory
from tests.factories.network import BranchFactory

ISSUED_AT = datetime(2026, 6, 1, 4, tzinfo=UTC)

WORDING: dict[str, Any] = {
    "en": {
        "about": "Storytime",
        "library": "City Library",
        "brand": "",
        "day": "1 June 2026",
        "title": ["Certificate of Attendance"],
        "opening": ["This is to certify that"],
        "body": ["came to “Storytime” on 9 May 2026."],
        "closing": [""],
        "signer_name": "",
        "signer_office": "",
    },
    "zh": {"about": "故事会", "library": "市图书馆", "brand": "", "day": "2026年6月1日"},
}
LOOK: dict[str, Any] = {
    "design": "classic",
    "paper": "a4",
    "orientation": "landscape",
    "fonts": "serif",
    "colour": "#1f6f54",
    "ink": "#ffffff",
    "pictures": {},
}


class TemplateFactory(DjangoModelFactory):
    """One of the network, in both languages, for whoever took part in an event."""

    class Meta:
        model = Template

    name_en = factory.Sequence(lambda n: f"Template {n}")
    name_zh = factory.Sequence(lambda n: f"模板{n}")
    purpose = Purpose.ATTENDANCE
    title_en = "Certificate of Attendance"
    title_zh = "参与证书"
    opening_en = "This is to certify that"
    opening_zh = "兹证明"
    body_en = "took part in “{event}” on {date}."
    body_zh = "于{date}参加“{event}”，特发此证。"


class CertificateFactory(DjangoModelFactory):
    """A valid certificate with the next number of its library, held by somebody called Lin Yue.

    `holder__…` sets who holds it. No source is asked.
    """

    class Meta:
        model = Certificate
        skip_postgeneration_save = True

    issuer = factory.SubFactory(BranchFactory)
    template = factory.SubFactory(TemplateFactory)
    purpose = Purpose.ATTENDANCE
    source = factory.Sequence(lambda n: f"hand:{n}")
    languages = Languages.EN
    wording = factory.LazyFunction(lambda: deepcopy(WORDING))
    look = factory.LazyFunction(lambda: deepcopy(LOOK))
    issued_at = ISSUED_AT

    @classmethod
    @transaction.atomic
    def _create(cls, model_class, *args, **kwargs):
        numbers = take_numbers(issuer=kwargs["issuer"], year=kwargs["issued_at"].year, how_many=1)
        no = numbers.nos[0]
        number = {"year": numbers.year, "no": no, "number": numbers.shown(no)}
        return super()._create(model_class, *args, **number, **kwargs)

    @factory.post_generation
    def holder(self, create, extracted, **kwargs):
        Holder.objects.create(certificate=self, **{"name": "Lin Yue", **kwargs})


class IssuingRuleFactory(DjangoModelFactory):
    """Whoever was there at every session of an event."""

    class Meta:
        model = IssuingRule

    template = factory.SubFactory(TemplateFactory)
    event = factory.SubFactory(EventFactory)
    kind = RuleKind.ATTENDANCE


class SigningKeyFactory(DjangoModelFactory):
    """Signs nothing: its halves do not belong together."""

    class Meta:
        model = SigningKey

    issuer = factory.SubFactory(BranchFactory)
    public_multibase = factory.Sequence(lambda n: f"z6Mk{n}")
    private = "secret"
    created_at = ISSUED_AT
