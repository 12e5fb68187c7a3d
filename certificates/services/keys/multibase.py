"""Bytes as text, in the ways that credentials use (https://www.w3.org/TR/cid-1.0/#multibase-0)."""

from __future__ import annotations

from base64 import urlsafe_b64encode

BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"

# The multicodec prefix of a public key for Ed25519, https://www.w3.org/TR/cid-1.0/#Multikey
ED25519_PUBLIC = b"\xed\x01"


def base58(raw: bytes) -> str:
    """With the z that says base 58 as Bitcoin has it; leading zero bytes become ones."""
    number, digits = int.from_bytes(raw), ""
    while number:
        number, digit = divmod(number, 58)
        digits = BASE58[digit] + digits
    return "z" + BASE58[0] * (len(raw) - len(raw.lstrip(b"\0"))) + digits


def base64url(raw: bytes) -> str:
    """With the u that says base 64 for addresses, unpadded."""
    return "u" + urlsafe_b64encode(raw).decode().rstrip("=")
