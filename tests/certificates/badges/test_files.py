"""What can be fetched: badges as files, and what verifiers need to check them."""

import json
from io import BytesIO
from xml.etree import ElementTree

import pytest
from django.urls import reverse
from django.utils import timezone
from PIL import Image

from certificates.choices import Purpose
from certificates.models import Certificate, Holder
from certificates.services.badges.baking import as_json, baked_png
from certificates.services.badges.credential import ACHIEVEMENT_TYPES, badge
from certificates.services.badges.picture import SIGNS, picture_png, picture_svg
from certificates.services.keys.key_pairs import rotate_key, signing_key_of
from tests.certificates.badges.others import fetched
from tests.factories.certificates import CertificateFactory
from tests.statements import statements

pytestmark = pytest.mark.django_db

NOW = timezone.now()
CREDENTIAL = "{https://purl.imsglobal.org/ob/v3p0}credential"
SVG_ROOT = "{http://www.w3.org/2000/svg}svg"


@pytest.fixture(autouse=True)
def _address(settings):
    settings.BASE_URL = "https://library.example"


@pytest.fixture
def certificate():
    return CertificateFactory(holder__name="Lin Yue", holder__masked_name="L•• Y••")


def file_of(client, certificate, ending):
    return client.get(reverse("badge", args=[certificate.code.lower(), ending]))


def drawn(svg):
    return ElementTree.fromstring(svg)  # noqa: S314 - ours


def test_a_badge_says_what_the_specification_demands(certificate):
    said = badge(certificate, now=NOW)
    address = f"https://library.example/badges/{certificate.code.lower()}.json"
    sign = certificate.issuer.certificate_issuer.sign.lower()
    issuer = f"did:web:library.example:badges:issuers:{sign}"
    listed = f"https://library.example/badges/issuers/{sign}/status/2026-0.json"
    proof = said.pop("proof")
    assert said == {
        "@context": [
            "https://www.w3.org/ns/credentials/v2",
            "https://purl.imsglobal.org/spec/ob/v3p0/context-3.0.3.json",
        ],
        "id": address,
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": "Certificate of Attendance",
        "issuer": {
            "id": issuer,
            "type": ["Profile"],
            "name": "City Library",
            "url": "https://library.example/",
        },
        "validFrom": "2026-06-01T04:00:00Z",
        "credentialSubject": {
            "id": f"{address}#holder",
            "type": ["AchievementSubject"],
            "achievement": {
                "id": f"{address}#achievement",
                "type": ["Achievement"],
                "achievementType": "Certificate",
                "name": "Certificate of Attendance",
                "description": "came to “Storytime” on 9 May 2026.",
                "humanCode": certificate.number,
                "criteria": {
                    "id": f"{address}#criteria",
                    "narrative": "came to “Storytime” on 9 May 2026.",
                },
                "image": {
                    "id": "https://library.example/badges/pictures/attendance-1f6f54.svg",
                    "type": "Image",
                },
            },
        },
        "credentialStatus": {
            "id": f"{listed}#0",
            "type": "BitstringStatusListEntry",
            "statusPurpose": "revocation",
            "statusListIndex": "0",
            "statusListCredential": listed,
        },
    }
    key = signing_key_of(certificate.issuer, now=NOW)
    assert proof.pop("proofValue").startswith("z")
    assert proof == {
        "type": "DataIntegrityProof",
        "cryptosuite": "eddsa-rdfc-2022",
        "created": key.created_at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "verificationMethod": f"{issuer}#{key.public_multibase}",
        "proofPurpose": "assertionMethod",
    }


def test_the_same_certificate_and_key_give_the_same_bytes(client, certificate):
    files = [file_of(client, certificate, "json").content for _ in range(2)]
    assert files[0] == files[1]
    rotate_key(key_id=signing_key_of(certificate.issuer, now=NOW).pk, now=timezone.now())
    assert file_of(client, certificate, "json").content != files[0]


def test_a_badge_names_nobody_who_did_not_ask_for_it(client, certificate):
    certificate.wording["en"]["body"] = ["Well done, ", "!"]
    written = as_json(badge(certificate, now=NOW))
    assert "Lin" not in written
    assert "Y••" not in written
    assert "Well done, the holder!" in written


def test_a_badge_says_the_masked_name_where_its_holder_shows_it(client, certificate):
    Holder.objects.filter(certificate=certificate).update(shows_name=True)
    written = file_of(client, certificate, "json").content.decode()
    assert "Lin" not in written
    assert json.loads(written)["credentialSubject"]["identifier"] == [
        {
            "type": "IdentityObject",
            "hashed": False,
            "identityHash": "L•• Y••",
            "identityType": "name",
        }
    ]


def test_a_badge_speaks_the_languages_of_its_certificate():
    wording = {
        "en": {"library": "City Library", "title": ["Thanks"], "body": ["helped."]},
        "zh": {"library": "市图书馆", "title": ["感谢"], "body": ["帮助了我们。"]},
    }
    said = badge(CertificateFactory(languages="both", wording=wording), now=NOW)
    assert (said["name"], said["issuer"]["name"]) == ("感谢 Thanks", "市图书馆 City Library")


def test_every_purpose_has_its_type_and_its_picture():
    purposes = set(Purpose) - {Purpose.ANYTHING}
    assert set(ACHIEVEMENT_TYPES) == set(SIGNS) == purposes
    pictures = {picture_svg(purpose, "#1f6f54") for purpose in purposes}
    assert len(pictures) == len(purposes)
    assert {drawn(picture).tag for picture in pictures} == {SVG_ROOT}


def test_a_picture_holds_the_badge_that_was_baked_into_it(client, certificate):
    certificate.wording["en"]["title"] = ["]]> <b>&amp;"]
    signed = badge(certificate, now=NOW)
    png = baked_png(picture_png("course", "#1f6f54"), as_json(signed))
    opened = Image.open(BytesIO(png))
    opened.load()
    assert (opened.size, opened.mode) == ((512, 512), "RGBA")
    assert opened.getchannel("A").getpixel((2, 2)) == 0
    assert json.loads(opened.text["openbadgecredential"]) == signed


@pytest.mark.parametrize("title", ["Thanks", "]]> <b>&amp; 书香"])
def test_files_hold_the_same_badge(client, title):
    wording = {"en": {"library": "City Library", "title": [title], "body": ["came."]}}
    certificate = CertificateFactory(wording=wording)
    plain = json.loads(file_of(client, certificate, "json").content)
    assert plain["name"] == title

    svg = drawn(file_of(client, certificate, "svg").content)
    assert svg[0].tag == CREDENTIAL
    assert json.loads(svg[0].text) == plain

    png = Image.open(BytesIO(file_of(client, certificate, "png").content))
    assert json.loads(png.text["openbadgecredential"]) == plain


def test_a_badge_is_fetched_with_two_statements_and_any_script_may_read_it(client, certificate):
    signing_key_of(certificate.issuer, now=NOW)
    with statements() as made:
        answer = file_of(client, certificate, "json")
    assert len(made) == 2
    assert answer["Content-Type"] == "application/json"
    assert answer["Content-Disposition"] == f'inline; filename="{certificate.number}.json"'
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert answer["X-Robots-Tag"] == "noindex"
    assert "public" in answer["Cache-Control"]


def test_there_is_no_badge_of_an_unknown_code(client):
    assert client.get(reverse("badge", args=["a" * 26, "json"])).status_code == 404


def test_a_badge_that_fell_with_its_certificate_is_gone(client, certificate):
    Certificate.objects.filter(pk=certificate.pk).update(state="replaced")
    answer = file_of(client, certificate, "png")
    assert (answer.status_code, answer.json()["code"]) == (410, "badge_withdrawn")
    assert "Cache-Control" not in answer


def test_the_library_publishes_who_it_is_and_every_key_that_it_had(client, certificate):
    old = signing_key_of(certificate.issuer, now=NOW)
    new = rotate_key(key_id=old.pk, now=NOW)
    sign = certificate.issuer.certificate_issuer.sign.lower()
    did = f"did:web:library.example:badges:issuers:{sign}"
    addresses = [f"{did}#{key.public_multibase}" for key in (new, old)]

    with statements() as made:
        document = fetched(f"/badges/issuers/{sign}/did.json")
    assert len(made) == 2
    assert document["id"] == did
    assert document["assertionMethod"] == addresses
    assert [method["id"] for method in document["verificationMethod"]] == addresses
    assert {method["controller"] for method in document["verificationMethod"]} == {did}
    # An end would make verifiers refuse what was signed before it.
    assert not any(
        {"revoked", "expires"} & set(method) for method in document["verificationMethod"]
    )

    (profile,) = document["alsoKnownAs"]
    assert profile == f"https://library.example/badges/issuers/{sign}/profile.json"
    with statements() as made:
        told = fetched(profile)
    assert len(made) == 1
    assert (told["id"], told["type"]) == (did, ["Profile"])

    moment = NOW.strftime("%Y-%m-%dT%H:%M:%SZ")
    assert fetched(f"/badges/issuers/{sign}/keys.json")["keys"] == [
        {"id": addresses[0], "signedFrom": moment, "signedUntil": None, "withdrawn": False},
        {"id": addresses[1], "signedFrom": moment, "signedUntil": moment, "withdrawn": False},
    ]


@pytest.mark.parametrize("document", ["did", "profile", "keys", "status/2026-0"])
def test_who_issues_nothing_publishes_nothing(client, document):
    assert client.get(f"/badges/issuers/nobody/{document}.json").status_code == 404


def test_the_address_of_a_library_survives_a_port(settings, certificate):
    settings.BASE_URL = "http://localhost:8000"
    issuer = badge(certificate, now=NOW)["issuer"]["id"]
    assert issuer.startswith("did:web:localhost%3A8000:badges:issuers:")


def test_pictures_cost_no_statement_and_are_kept_for_long(client):
    with statements() as made:
        answer = client.get("/badges/pictures/star-8b1e3f.svg")
    assert made == []
    assert drawn(answer.content).tag == SVG_ROOT
    assert "max-age=31536000" in answer["Cache-Control"]
    assert client.get("/badges/pictures/anything-8b1e3f.svg").status_code == 404
    assert client.get("/badges/pictures/moon-8b1e3f.svg").status_code == 404
