"""What the database refuses, whatever wrote the row."""

from __future__ import annotations

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction

from certificates.choices import BasisAnswer, CertificateState, Languages
from certificates.models import Batch, Certificate, Holder, NumberSeries
from certificates.services.issuing.numbers import plain_sign, sign_of, take_numbers
from core.constraints import violated_constraint
from tests.factories.brands import ProgrammeFactory
from tests.factories.certificates import (
    ISSUED_AT,
    CertificateFactory,
    IssuingRuleFactory,
    SigningKeyFactory,
    TemplateFactory,
)
from tests.factories.network import BranchFactory

pytestmark = pytest.mark.django_db


@contextmanager
def refused(constraint: str):
    with pytest.raises(IntegrityError) as refusal, transaction.atomic():
        yield
    assert violated_constraint(refusal.value) == constraint


def check_at_the_end() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")


def test_numbers_follow_each_other_in_each_library_and_year():
    here, there = BranchFactory(slug="changtu-city-library"), BranchFactory(slug="east")
    numbers = [
        CertificateFactory(issuer=here).number,
        CertificateFactory(issuer=here).number,
        CertificateFactory(issuer=there).number,
        CertificateFactory(issuer=here, issued_at=ISSUED_AT + timedelta(days=365)).number,
    ]
    assert numbers == [
        "CCL-2026-000001",
        "CCL-2026-000002",
        "EAST-2026-000001",
        "CCL-2027-000001",
    ]


def test_two_libraries_never_share_a_sign():
    first, second = BranchFactory(slug="changtu-library"), BranchFactory(slug="county-library")
    assert sign_of(first) == "CL"
    assert sign_of(second) == "CL2"
    assert sign_of(first) == "CL"


@pytest.mark.parametrize(
    ("slug", "sign"),
    [("east", "EAST"), ("3rd-county", "C"), ("99", "L"), ("a-very-long-" * 5, "AVLAVLAVLAVL")],
)
def test_a_sign_begins_with_a_letter_and_is_short(slug, sign):
    assert plain_sign(slug) == sign


def test_a_sign_stays_once_a_number_was_given():
    issuer = CertificateFactory().issuer.certificate_issuer
    issuer.sign = "OTHER"
    with refused("issuer_sign_stays"):
        issuer.save()


def test_a_number_that_nobody_uses_is_a_gap():
    with refused("series_is_whole"):
        take_numbers(issuer=BranchFactory(), year=2026, how_many=1)
        check_at_the_end()


def test_a_number_beyond_the_series_is_refused():
    known = CertificateFactory()
    known.pk, known.no, known.number, known.code = None, known.no + 1, "X-2026-000009", "X"
    with refused("certificate_number_was_drawn"):
        known.save(force_insert=True)


def test_a_series_never_shrinks_and_never_goes():
    series = NumberSeries.objects.get(issuer=CertificateFactory().issuer)
    with refused("series_only_grows"):
        NumberSeries.objects.filter(pk=series.pk).update(last=0)
    with refused("series_only_grows"):
        series.delete()


@pytest.mark.parametrize(
    "change",
    [
        {"wording": {}},
        {"figures": {"hours": 900}},
        {"look": {}},
        {"number": "X-2026-000001"},
        {"code": "X"},
        {"source": "hand:other"},
        {"issued_at": ISSUED_AT + timedelta(days=1)},
        {"languages": Languages.BOTH},
    ],
)
def test_what_was_issued_never_changes(change):
    certificate = CertificateFactory()
    with refused("certificate_stands"):
        Certificate.objects.filter(pk=certificate.pk).update(**change)


def test_nobody_deletes_a_certificate():
    certificate = CertificateFactory()
    with refused("holder_stands"):
        certificate.delete()
    with refused("certificate_stands"), connection.cursor() as cursor:
        cursor.execute("DELETE FROM certificates_certificate")


def revoke(certificate, **changes):
    Certificate.objects.filter(pk=certificate.pk).update(
        **{"state": CertificateState.REVOKED, "revoked_at": ISSUED_AT, "revocation_reason": "Typo."}
        | changes
    )


def test_a_revoked_certificate_never_becomes_valid_again():
    certificate = CertificateFactory()
    revoke(certificate)
    with refused("certificate_stands"):
        revoke(certificate, state=CertificateState.VALID, revoked_at=None, revocation_reason="")
    with refused("certificate_stands"):
        revoke(certificate, revocation_reason="Another reason.")
    revoke(certificate, revocation_reason="–")


def test_revoking_takes_a_reason():
    with refused("certificate_is_revoked_for_a_reason"):
        revoke(CertificateFactory(), revocation_reason="")


def test_one_valid_certificate_for_each_source():
    first = CertificateFactory(source="attendance:1")
    with refused("certificate_once_per_source"):
        CertificateFactory(source="attendance:1")
    revoke(first)
    CertificateFactory(source="attendance:1")


def test_a_new_one_replaces_what_was_for_the_same():
    first = CertificateFactory(source="attendance:1")
    with refused("certificate_replaces_its_like"):
        CertificateFactory(source="attendance:2", replaces=first)
    Certificate.objects.filter(pk=first.pk).update(state=CertificateState.REPLACED)
    with refused("certificate_replaces_its_like"):
        CertificateFactory(source="attendance:2", replaces=first)
    assert CertificateFactory(source="attendance:1", replaces=first).replaces == first


def test_an_answer_needs_something_that_changed():
    certificate = CertificateFactory()
    with refused("certificate_answer_is_to_a_change"):
        Certificate.objects.filter(pk=certificate.pk).update(
            basis_answer=BasisAnswer.KEPT, basis_answered_at=ISSUED_AT
        )


def test_the_name_of_a_holder_is_erased_and_never_changed():
    holder = CertificateFactory(holder__masked_name="L•• Y••", holder__shows_name=True).holder
    mine = Holder.objects.filter(pk=holder.pk)
    with refused("holder_stands"):
        mine.update(name="Somebody else")
    with refused("holder_forgotten_is_blank"):
        mine.update(name="")
    mine.update(name="", masked_name="", shows_name=False)
    with refused("holder_stands"):
        mine.update(name="Lin Yue")


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"name_en": "", "name_zh": ""}, "template_has_a_name"),
        ({"title_en": ""}, "template_speaks_english_where_it_must"),
        ({"body_zh": "", "languages": Languages.BOTH}, "template_speaks_chinese_where_it_must"),
        ({"design": ""}, "template_has_a_design"),
    ],
)
def test_a_template_is_whole(fields, constraint):
    with refused(constraint):
        TemplateFactory(**fields)


def test_a_template_in_one_language_needs_no_other():
    TemplateFactory(languages=Languages.EN, title_zh="", body_zh="")


def test_a_rule_is_for_one_event_or_one_programme():
    with refused("issuing_rule_is_for_one_thing"):
        IssuingRuleFactory(programme=ProgrammeFactory())
    with refused("issuing_rule_is_for_one_thing"):
        IssuingRuleFactory(event=None)
    IssuingRuleFactory(event=None, programme=ProgrammeFactory())


def test_a_library_has_one_active_key_and_keeps_the_others():
    key = SigningKeyFactory()
    with refused("signing_key_one_at_a_time"):
        SigningKeyFactory(issuer=key.issuer)
    key.retired_at = ISSUED_AT + timedelta(days=1)
    key.save()
    SigningKeyFactory(issuer=key.issuer)
    with refused("signing_key_stands"):
        key.delete()
    key.retired_at = None
    with refused("signing_key_stands"):
        key.save()


def test_a_run_counts_no_further_than_its_end():
    branch = BranchFactory()
    with refused("batch_within_its_total"):
        Batch.objects.create(branch=branch, job="print", total=1, done=2)
    with refused("batch_finishes_at_some_time"):
        Batch.objects.create(branch=branch, job="print", state="done")
    with refused("batch_file_expires"):
        Batch.objects.create(branch=branch, job="print", file="somewhere.pdf")
