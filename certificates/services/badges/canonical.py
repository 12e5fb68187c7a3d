"""What a badge says, as the statements that are signed.

`eddsa-rdfc-2022` signs RDF in canonical form (https://www.w3.org/TR/rdf-canon/): every statement
as a line, sorted, things without an address numbered. A badge has one such thing at most, so its
number is known and sorting is all there is to do. What the terms mean is said by two contexts,
https://www.w3.org/ns/credentials/v2 and version 3.0.3 of the one for Open Badges; here are those
that we use.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

Document = dict[str, Any]

RDF_TYPE = "<http://www.w3.org/1999/02/22-rdf-syntax-ns#type>"
XSD = "http://www.w3.org/2001/XMLSchema#"
# As the context for Open Badges writes it, which is not how the one for credentials does.
SECURE_XSD = "https://www.w3.org/2001/XMLSchema#"
SCHEMA = "https://schema.org/"
SECURITY = "https://w3id.org/security#"
CREDENTIALS = "https://www.w3.org/2018/credentials#"
STATUS = "https://www.w3.org/ns/credentials/status#"
BADGES = "https://purl.imsglobal.org/spec/vc/ob/vocab.html#"

TYPES = {
    "VerifiableCredential": CREDENTIALS,
    "OpenBadgeCredential": BADGES,
    "Profile": BADGES,
    "AchievementSubject": BADGES,
    "IdentityObject": BADGES,
    "Achievement": BADGES,
    "Image": BADGES,
    "BitstringStatusListEntry": STATUS,
    "BitstringStatusListCredential": STATUS,
    "BitstringStatusList": STATUS,
    "DataIntegrityProof": SECURITY,
}

TEXT, ADDRESS = "", "@id"

TERMS = {
    "issuer": (f"{CREDENTIALS}issuer", ADDRESS),
    "validFrom": (f"{CREDENTIALS}validFrom", f"{XSD}dateTime"),
    "credentialSubject": (f"{CREDENTIALS}credentialSubject", ADDRESS),
    "credentialStatus": (f"{CREDENTIALS}credentialStatus", ADDRESS),
    "name": (f"{SCHEMA}name", TEXT),
    "description": (f"{SCHEMA}description", TEXT),
    "url": (f"{SCHEMA}url", f"{SECURE_XSD}anyURI"),
    "achievement": (f"{BADGES}achievement", ADDRESS),
    "achievementType": (f"{BADGES}achievementType", TEXT),
    "criteria": (f"{BADGES}Criteria", ADDRESS),
    "narrative": (f"{BADGES}narrative", TEXT),
    "humanCode": (f"{BADGES}humanCode", TEXT),
    "image": (f"{BADGES}image", ADDRESS),
    "identifier": (f"{BADGES}identifier", ADDRESS),
    "hashed": (f"{BADGES}hashed", f"{SECURE_XSD}boolean"),
    "identityHash": (f"{BADGES}identityHash", TEXT),
    "identityType": (f"{BADGES}identityType", TEXT),
    "statusPurpose": (f"{STATUS}statusPurpose", TEXT),
    "statusListIndex": (f"{STATUS}statusListIndex", TEXT),
    "statusListCredential": (f"{STATUS}statusListCredential", ADDRESS),
    "encodedList": (f"{STATUS}encodedList", f"{SECURITY}multibase"),
    "created": ("http://purl.org/dc/terms/created", f"{XSD}dateTime"),
    "cryptosuite": (f"{SECURITY}cryptosuite", f"{SECURITY}cryptosuiteString"),
    "proofPurpose": (f"{SECURITY}proofPurpose", ADDRESS),
    "verificationMethod": (f"{SECURITY}verificationMethod", ADDRESS),
}

PURPOSES = {"assertionMethod": f"{SECURITY}assertionMethod"}

NAMELESS = "_:c14n0"

ESCAPED = str.maketrans(
    {chr(code): f"\\u{code:04X}" for code in (*range(0x20), 0x7F)}
    | {"\b": r"\b", "\t": r"\t", "\n": r"\n", "\f": r"\f", "\r": r"\r", '"': r"\"", "\\": r"\\"}
)


def canonical(document: Document) -> bytes:
    """The statements of a document, in the form that is signed.

    Raises:
        KeyError: a term that stands in none of the tables, for it would go unsigned.
    """
    return "".join(sorted(_statements(document))).encode()


def _statements(thing: Document) -> Iterator[str]:
    about = _name_of(thing)
    for term, given in thing.items():
        if term in ("@context", "id"):
            continue
        for value in given if isinstance(given, list) else [given]:
            if term == "type":
                yield f"{about} {RDF_TYPE} <{TYPES[value]}{value}> .\n"
                continue
            predicate, kind = TERMS[term]
            yield f"{about} <{predicate}> {_value(value, kind)} .\n"
            if isinstance(value, dict):
                yield from _statements(value)


def _name_of(thing: Document) -> str:
    return f"<{thing['id']}>" if "id" in thing else NAMELESS


def _value(value: Any, kind: str) -> str:
    if isinstance(value, dict):
        return _name_of(value)
    if kind == ADDRESS:
        return f"<{PURPOSES.get(value, value)}>"
    written = str(value).lower() if isinstance(value, bool) else value.translate(ESCAPED)
    return f'"{written}"^^<{kind}>' if kind else f'"{written}"'
