"""Whose certificate it was is forgotten; that it was issued is not."""

from __future__ import annotations

from datetime import timedelta

import pytest

from accounts.services.erasure import erase_person
from accounts.services.export import everything_about
from certificates.choices import CertificateState
from certificates.models import Certificate
from tests.factories.certificates import ISSUED_AT, CertificateFactory
from tests.factories.people import HolderFactory, PersonFactory

pytestmark = pytest.mark.django_db

LATER = ISSUED_AT + timedelta(days=400)


def test_the_name_goes_and_the_number_stays():
    lin, other = PersonFactory(), PersonFactory()
    mine = CertificateFactory(
        holder__person=lin, holder__masked_name="L•• Y••", holder__shows_name=True
    )
    others = CertificateFactory(holder__person=other)
    Certificate.objects.filter(pk=mine.pk).update(
        state=CertificateState.REVOKED, revoked_at=ISSUED_AT, revocation_reason="Lin was not there."
    )
    erase_person(person_id=lin.pk, now=LATER)

    mine.refresh_from_db()
    holder = type(mine.holder).objects.get(pk=mine.pk)
    assert (holder.name, holder.masked_name, holder.shows_name) == ("", "", False)
    assert holder.is_forgotten
    assert (mine.state, mine.revocation_reason) == (CertificateState.REVOKED, "–")
    others.holder.refresh_from_db()
    assert others.holder.name == "Lin Yue"


def test_people_get_what_is_known_of_theirs_and_nothing_else():
    lin = HolderFactory()
    mine = CertificateFactory(holder__person=lin)
    CertificateFactory()
    told = everything_about(lin.user, now=LATER)["certificates"]
    assert [(line["number"], line["name"]) for line in told] == [(mine.number, "Lin Yue")]
