"""What we sign is what a full JSON-LD processor makes of the document."""

import pytest

from certificates.services.badges.canonical import canonical
from certificates.services.badges.credential import CONTEXTS
from tests.certificates.badges.others import ask

EVERY_KIND_OF_CHARACTER = [
    "".join(map(chr, range(0x20))) + "\x7f\x80\xa0",
    'a "quoted" \\ back\\slash\\n',
    "书香𠮷👩‍👩‍👧\ufeff\u2028\ufffd<>&'",
    " ",
]


def document(text):
    return {
        "@context": CONTEXTS,
        "id": "https://library.example/badges/a.json",
        "type": ["VerifiableCredential", "OpenBadgeCredential"],
        "name": text,
        "description": text[::-1],
        "credentialSubject": {
            "id": "https://library.example/badges/a.json#holder",
            "type": ["AchievementSubject"],
            "identifier": [
                {
                    "type": "IdentityObject",
                    "hashed": True,
                    "identityHash": text,
                    "identityType": "name",
                }
            ],
        },
    }


def test_statements_are_those_of_a_full_processor():
    documents = [document(text) for text in EVERY_KIND_OF_CHARACTER]
    theirs = ask(plain=documents)["plain"]
    assert [canonical(one).decode() for one in documents] == theirs


def test_a_term_that_would_go_unsigned_is_refused():
    with pytest.raises(KeyError):
        canonical({**document("x"), "expires": "never"})
