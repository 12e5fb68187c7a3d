"""Badges as files: the credential as JSON, and baked into pictures.

https://www.imsglobal.org/spec/ob/v3p0/#baked-badge
"""

from __future__ import annotations

import json
import struct
import zlib
from datetime import datetime

from certificates.models import Certificate
from certificates.services.badges.canonical import Document
from certificates.services.badges.credential import badge
from certificates.services.badges.picture import baked_svg, picture_png

KEYWORD = b"openbadgecredential"

# The signature of a PNG and its header, which has to come first.
PNG_HEADER = 8 + 25


def as_json(document: Document) -> str:
    """One way of writing a document, so that it is the same file every time."""
    return json.dumps(document, ensure_ascii=False, separators=(",", ":"))


def json_file(certificate: Certificate, *, now: datetime) -> bytes:
    return as_json(badge(certificate, now=now)).encode()


def svg_file(certificate: Certificate, *, now: datetime) -> bytes:
    credential = as_json(badge(certificate, now=now))
    return baked_svg(certificate.purpose, certificate.look["colour"], credential).encode()


def png_file(certificate: Certificate, *, now: datetime) -> bytes:
    credential = as_json(badge(certificate, now=now))
    return baked_png(picture_png(certificate.purpose, certificate.look["colour"]), credential)


def baked_png(picture: bytes, credential: str) -> bytes:
    """The picture with an uncompressed iTXt chunk behind its header.

    https://www.w3.org/TR/png-3/#11iTXt
    """
    # Keyword, two flags that say "not compressed", no language, no translated keyword, text.
    body = b"iTXt" + KEYWORD + b"\0" + b"\0\0" + b"\0" + b"\0" + credential.encode()
    chunk = struct.pack(">I", len(body) - 4) + body + struct.pack(">I", zlib.crc32(body))
    return picture[:PNG_HEADER] + chunk + picture[PNG_HEADER:]
