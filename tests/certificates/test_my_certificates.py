"""What families see of their certificates, and what nobody else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse

from certificates.choices import CertificateState, Purpose
from certificates.models import Certificate, Holder
from certificates.services.issuing.afterwards import reissue, revoke
from tests.factories.certificates import ISSUED_AT, CertificateFactory, TemplateFactory
from tests.factories.hours import ClaimFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.volunteers.hours import ENDS_AT, serve
from volunteers.models import HoursStatement
from volunteers.services.hours.statements import issue_statement

pytestmark = pytest.mark.django_db

LIST = "/me/certificates/"
LATER = ISSUED_AT + timedelta(days=3)


@pytest.fixture
def household():
    return HouseholdFactory()


@pytest.fixture
def family(client, household):
    """A client that the holder of the family's account is signed in with."""
    client.force_login(household.memberships.get().person.user)
    return client


@pytest.fixture
def certificate(household):
    child = ChildFactory(household=household).person
    return CertificateFactory(holder__person=child, holder__masked_name="L•• Y••")


def addresses_of(certificate):
    return [
        f"{LIST}{certificate.pk}/",
        f"{LIST}{certificate.pk}/certificate.pdf",
        f"{LIST}{certificate.pk}/certificate.png",
    ]


def test_without_any_it_says_how_one_gets_one(family):
    assert "Take part in an event" in family.get(LIST).content.decode()


def test_those_of_the_children_are_there(family, certificate):
    html = family.get(LIST).content.decode()
    assert "Storytime" in html
    assert certificate.number in html


def test_the_list_takes_as_many_statements_for_many(
    family, household, certificate, django_assert_max_num_queries
):
    family.get(LIST)
    for _ in range(3):
        CertificateFactory(
            issuer=certificate.issuer,
            template=certificate.template,
            holder__person=ChildFactory(household=household).person,
        )
    with django_assert_max_num_queries(13):
        family.get(LIST)


def test_the_file_is_a_pdf_that_no_cache_keeps(family, certificate):
    response = family.get(addresses_of(certificate)[1])
    assert response.content.startswith(b"%PDF-")
    assert "no-store" in response["Cache-Control"]
    assert "Lin" not in response["Content-Disposition"]


def test_other_families_and_strangers_get_nothing(client, certificate):
    everything = addresses_of(certificate)
    assert {client.get(url).status_code for url in everything} == {302}
    client.force_login(HouseholdFactory().memberships.get().person.user)
    assert {client.get(url).status_code for url in everything} == {404}
    shown = client.post(reverse("certificate_shows_name", args=[certificate.pk]), {"wanted": "yes"})
    assert shown.status_code == 404
    assert not Holder.objects.get().shows_name


def test_the_check_page_gives_no_file(client, certificate):
    code = certificate.code.lower()
    for ending in ("", "certificate.pdf", ".pdf"):
        response = client.get(f"/verify/{code}/{ending}")
        assert b"%PDF-" not in response.content


def test_the_masked_name_is_shown_when_the_family_wants_it(family, certificate):
    family.post(reverse("certificate_shows_name", args=[certificate.pk]), {"wanted": "yes"})
    assert "L•• Y••" in family.get(certificate.get_absolute_url()).content.decode()
    family.post(reverse("certificate_shows_name", args=[certificate.pk]))
    assert "L•• Y••" not in family.get(certificate.get_absolute_url()).content.decode()


def test_a_revoked_one_says_so_and_not_why(family, certificate):
    revoke(certificate=certificate, reason="Was at home.", by=None, now=LATER)
    html = family.get(addresses_of(certificate)[0]).content.decode()
    assert "taken it back" in html
    assert "Was at home" not in html
    refused = family.get(addresses_of(certificate)[1], follow=True)
    assert refused.redirect_chain[-1][0] == addresses_of(certificate)[0]


def test_a_replaced_one_leads_to_the_new_one(family, certificate):
    new = reissue(certificate=certificate, name="Lin Yue", by=None, now=LATER)
    html = family.get(addresses_of(certificate)[0]).content.decode()
    assert reverse("own_certificate", args=[new.pk]) in html


@pytest.fixture
def statement():
    """The two hours of a shift."""
    claim = ClaimFactory()
    serve(claim)
    return issue_statement(
        volunteer=claim.volunteer,
        first_day=ENDS_AT.date() - timedelta(days=1),
        last_day=ENDS_AT.date() + timedelta(days=1),
        now=ENDS_AT + timedelta(days=2),
    )


@pytest.fixture
def template_for_hours():
    return TemplateFactory(
        purpose=Purpose.SERVICE_HOURS,
        body_en="gave {hours} hours, {date}.",
        body_zh="于{date}服务{hours}小时。",
    )


@pytest.fixture
def later(set_clock):
    set_clock(ENDS_AT + timedelta(days=3))


def ask(client, statement):
    return client.post(reverse("certificate_of_hours", args=[statement.number]), follow=True)


def test_stated_hours_are_certified_at_once_and_once(client, statement, template_for_hours, later):
    client.force_login(statement.volunteer.person.user)
    assert "Get the certificate" in client.get(LIST).content.decode()
    ask(client, statement)
    assert ask(client, statement).status_code == 404
    (certificate,) = Certificate.objects.all()
    assert certificate.source == f"hours:{statement.pk}"
    assert certificate.figures["minutes"] == 120
    assert "Get the certificate" not in client.get(LIST).content.decode()


def test_hours_of_others_are_not_to_be_had(client, statement, template_for_hours, later):
    client.force_login(UserFactory())
    assert ask(client, statement).status_code == 404
    assert not Certificate.objects.exists()


def test_hours_that_were_corrected_are_not_certified(client, statement, template_for_hours, later):
    client.force_login(statement.volunteer.person.user)
    HoursStatement.objects.update(manual_minutes=60)
    assert "cannot be found any more" in ask(client, statement).content.decode()
    assert not Certificate.objects.exists()


def test_revoked_hours_do_not_come_back_by_themselves(client, statement, template_for_hours, later):
    client.force_login(statement.volunteer.person.user)
    ask(client, statement)
    revoke(certificate=Certificate.objects.get(), reason="Wrong person.", by=None, now=LATER)
    assert ask(client, statement).status_code == 404
    assert Certificate.objects.get().state == CertificateState.REVOKED


def test_without_a_template_nothing_is_offered(client, statement):
    client.force_login(statement.volunteer.person.user)
    assert "Get the certificate" not in client.get(LIST).content.decode()
