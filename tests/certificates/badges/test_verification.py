"""A badge stands and falls as it should, in the eyes of a library that did not sign it."""

from copy import deepcopy
from datetime import timedelta

import pytest
from django.utils import timezone

from certificates.models import SigningKey
from certificates.services.badges.credential import badge
from certificates.services.badges.proof import signed
from certificates.services.keys.key_pairs import rotate_key, signing_key_of, withdraw_key
from tests.certificates.badges.others import judged, surroundings
from tests.factories.certificates import CertificateFactory
from tests.factories.network import BranchFactory

pytestmark = pytest.mark.django_db

NOW = timezone.now()
WORDING = {
    "en": {
        "library": "City Library",
        "title": ["Certificate of Attendance"],
        "body": ["Six of eight evenings: ", " came to “Ink & Paper” \\ <2026>."],
    },
    "zh": {
        "library": "市图书馆",
        "title": ["参与证书"],
        "body": ["", "参加了“笔墨纸砚”八次活动中的六次，特发此证。𠮷"],
    },
}

GOOD = {"verified": True, "withdrawn": False, "errors": []}


@pytest.fixture(autouse=True)
def _address(settings):
    settings.BASE_URL = "https://library.example"


def certificate(**fields):
    return CertificateFactory(wording=WORDING, languages="both", **fields)


def test_what_is_signed_here_is_verified_elsewhere():
    issuer = BranchFactory()
    plain, named = certificate(issuer=issuer), certificate(issuer=issuer)
    named.holder.shows_name, named.holder.masked_name = True, "林••"
    badges = [badge(plain, now=NOW), badge(named, now=NOW)]
    assert judged(*badges, documents=surroundings(badges[0])) == [GOOD, GOOD]


def test_what_was_tampered_with_is_refused():
    real = badge(certificate(), now=NOW)
    forgeries = []
    for path, value in (
        (("credentialSubject", "achievement", "name"), "Doctor of Letters"),
        (("credentialSubject", "achievement", "criteria", "narrative"), "Came every time."),
        (
            ("credentialSubject", "identifier"),
            [
                {
                    "type": "IdentityObject",
                    "hashed": False,
                    "identityHash": "Somebody Else",
                    "identityType": "name",
                }
            ],
        ),
        (("credentialStatus", "statusListIndex"), "7"),
        (("issuer", "name"), "National Library"),
        (("validFrom",), "2020-01-01T00:00:00Z"),
        (("proof", "created"), "2020-01-01T00:00:00Z"),
    ):
        forged = deepcopy(real)
        place = forged
        for step in path[:-1]:
            place = place[step]
        place[path[-1]] = value
        forgeries.append(forged)
    verdicts = judged(real, *forgeries, documents=surroundings(real))
    assert [verdict["verified"] for verdict in verdicts] == [True] + [False] * len(forgeries)
    assert {error for verdict in verdicts[1:] for error in verdict["errors"]} == {
        "Invalid signature."
    }


def test_another_key_does_not_sign_for_the_library():
    """Neither one that is nowhere published, nor one that another library published."""
    real, foreign = badge(certificate(), now=NOW), badge(certificate(), now=NOW)
    documents = surroundings(real) | surroundings(foreign)
    genuine = certificate(issuer=BranchFactory())
    key = signing_key_of(genuine.issuer, now=NOW)
    unsigned = {name: value for name, value in real.items() if name != "proof"}
    unpublished = signed(unsigned, issuer=genuine.issuer.certificate_issuer, key=key)
    borrowed = {**real, "proof": foreign["proof"]}
    verdicts = judged(real, unpublished, borrowed, documents=documents)
    assert [verdict["verified"] for verdict in verdicts] == [True, False, False]


@pytest.mark.parametrize(
    "change",
    [
        {"state": "replaced"},
        {"state": "revoked", "revoked_at": NOW, "revocation_reason": "Mixed up."},
    ],
    ids=["replaced", "revoked"],
)
def test_a_badge_falls_with_its_certificate(change):
    issuer = BranchFactory()
    stays, goes = certificate(issuer=issuer), certificate(issuer=issuer)
    badges = [badge(stays, now=NOW), badge(goes, now=NOW)]
    type(goes).objects.filter(pk=goes.pk).update(**change)
    assert judged(*badges, documents=surroundings(badges[0])) == [GOOD, GOOD | {"withdrawn": True}]


def test_a_new_key_leaves_good_what_the_old_one_signed():
    issued = certificate()
    before = badge(issued, now=NOW)
    rotate_key(key_id=SigningKey.objects.get().pk, now=NOW + timedelta(days=1))
    after = badge(issued, now=NOW)
    assert before["proof"]["verificationMethod"] != after["proof"]["verificationMethod"]
    assert judged(before, after, documents=surroundings(before)) == [GOOD, GOOD]


def test_what_a_stolen_key_signed_is_good_no_more_and_signed_again_it_is():
    issued = certificate()
    before = badge(issued, now=NOW)
    withdraw_key(key_id=SigningKey.objects.get().pk, now=NOW + timedelta(days=1))
    after = badge(issued, now=NOW)
    refused, good = judged(before, after, documents=surroundings(after))
    assert refused["verified"] is False
    assert refused["errors"] == [f"{before['proof']['verificationMethod']} is not published."]
    assert good == GOOD
