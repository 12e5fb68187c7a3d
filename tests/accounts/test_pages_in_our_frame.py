"""Every page that allauth makes wears our frame, and every mail has our words."""

from collections.abc import Iterator
from pathlib import Path

import allauth
import pytest
from django.conf import settings
from django.template.loader import get_template
from django.urls import URLPattern, URLResolver, get_resolver, reverse

ALLAUTH_TEMPLATES = Path(allauth.__file__).parent / "templates"

A_LINK_WHERE_WE_SEND_A_CODE = "password_reset_key"


def patterns(resolver: URLResolver | URLPattern) -> Iterator[URLPattern]:
    if isinstance(resolver, URLPattern):
        yield resolver
        return
    for inner in resolver.url_patterns:
        yield from patterns(inner)


def pages() -> dict[str, str]:
    """The template of each address of the account; the first pattern of a name answers."""
    found: dict[str, str] = {}
    for pattern in patterns(get_resolver()):
        name = pattern.name or ""
        view = getattr(pattern.callback, "view_class", None)
        template = getattr(view, "template_name", None)
        if name.startswith(("account_", "mfa_")) and template and name not in found:
            found[name] = template
    # These two have views of their own.
    shadowed = {"account_signup", "account_request_login_code"}
    return {name: template for name, template in found.items() if name not in shadowed}


@pytest.mark.parametrize(("name", "template"), pages().items())
def test_a_page_is_ours(name: str, template: str) -> None:
    origin = Path(get_template(template).origin.name)
    assert origin.is_relative_to(settings.ROOT / "templates"), name


def texts() -> list[str]:
    """The mails and messages that allauth knows, without those for other ways of signing in."""
    return sorted(
        str(file.relative_to(ALLAUTH_TEMPLATES))
        for folder in (
            *("account/email", "account/messages", "mfa/email", "mfa/messages"),
            *("socialaccount/email", "socialaccount/messages"),
        )
        for file in (ALLAUTH_TEMPLATES / folder).glob("*.txt")
        if not file.name.startswith(A_LINK_WHERE_WE_SEND_A_CODE)
    )


@pytest.mark.parametrize("file", texts())
def test_a_mail_or_message_is_ours(file: str) -> None:
    assert Path(get_template(file).origin.name).is_relative_to(settings.ROOT / "templates")


def test_the_shadowed_pages_lead_to_the_door(client) -> None:
    for name in ("account_signup", "account_request_login_code"):
        assert client.get(reverse(name))["Location"] == reverse("account_login")
