"""What Wagtail's own catalogues leave in English ours says in Chinese, and nothing they say."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.utils.translation.trans_real import DjangoTranslation

from tests.architecture.catalogues import (
    OURS,
    Key,
    guessed,
    misquoted,
    read,
    sentences,
    untranslated,
    with_other_tags,
)

WORDS_OF_WAGTAIL = Path(settings.LOCALE_PATHS[1]) / "zh_Hans/LC_MESSAGES"

# Names of Wagtail's apps that are not installed, and the tokens of one of them, its API.
NOT_INSTALLED = ["wagtail.api.v3", "wagtail.contrib.sitemaps"]
NEVER_SHOWN = {
    "A human-readable label to identify this token.",
    "API token",
    "API token '%(name)s' revoked.",
    "API token created",
    "API tokens",
    "Are you sure you want to revoke this API token?",
    "Back to API tokens",
    "Copy token",
    "Copying failed — please select and copy the token manually.",
    "Last used",
    "Never",
    "No, don't revoke",
    'The token "%(name)s" has been created, copy it now, it will never be shown again.',
    "Token",
    "Wagtail API v3",
    "Wagtail sitemaps",
    "Yes, revoke",
    "created",
    "last used at",
    "revoked at",
}

# Named here, for `makemessages` would take them over from a call.
SHORTCUTS = "Show keyboard shortcuts"
ERRORS = ("%(num)s error", "%(num)s errors")

domains = pytest.mark.parametrize("domain", ["django", "djangojs"])


def catalogues_of_wagtail(language: str, domain: str) -> Iterator[Path]:
    for app in apps.get_app_configs():
        file = Path(app.path) / "locale" / language / "LC_MESSAGES" / f"{domain}.po"
        if app.name.split(".")[0] == "wagtail" and file.exists():
            yield file


def asked_by_wagtail(domain: str) -> set[Key]:
    files = catalogues_of_wagtail("en", domain)
    return {key for file in files for key in sentences(read(file))}


def said_by_wagtail(domain: str) -> set[Key]:
    return {
        key
        for file in catalogues_of_wagtail("zh_Hans", domain)
        for key in sentences(read(file)).keys() - {*untranslated(read(file)), *guessed(read(file))}
    }


def said_here(domain: str) -> set[Key]:
    return set(sentences(read(WORDS_OF_WAGTAIL / f"{domain}.po")))


def never_shown(domain: str) -> set[Key]:
    return {(None, sentence) for sentence in NEVER_SHOWN} if domain == "django" else set()


@domains
def test_what_wagtail_leaves_in_english_is_said(domain: str) -> None:
    ours = set(sentences(read(OURS))) if domain == "django" else set()
    missing = asked_by_wagtail(domain) - said_by_wagtail(domain) - said_here(domain) - ours
    assert missing == never_shown(domain)


@domains
def test_nothing_is_said_that_wagtail_says_or_says_no_more(domain: str) -> None:
    assert said_here(domain) & said_by_wagtail(domain) == set(), "Wagtail says it now: delete it"
    assert said_here(domain) - asked_by_wagtail(domain) == set(), "Wagtail says this no more"


def test_what_is_never_shown_belongs_to_apps_that_are_not_installed() -> None:
    assert [app for app in NOT_INSTALLED if apps.is_installed(app)] == []


@domains
def test_each_is_translated_word_for_word(domain: str) -> None:
    words = read(WORDS_OF_WAGTAIL / f"{domain}.po")
    assert untranslated(words) == []
    assert guessed(words) == []
    assert misquoted(words) == []
    assert with_other_tags(words) == []


def test_pages_and_scripts_say_them() -> None:
    pages, scripts = (DjangoTranslation("zh-hans", domain) for domain in ["django", "djangojs"])
    assert pages.gettext(SHORTCUTS) == "显示键盘快捷键"
    assert scripts.ngettext(*ERRORS, 2) == "%(num)s 个错误"
