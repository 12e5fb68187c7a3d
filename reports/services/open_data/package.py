"""How programs learn what the data sets are: a Data Package, and schema.org for search engines."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from core.addresses import absolute
from reports.services.open_data.data_sets import DATA_SETS, Column, DataSet, in_utc
from reports.services.open_data.files import FORMATS

PROFILE = "https://datapackage.org/profiles/2.0/{}.json"
NAME = "library-events-and-figures"


def data_package(now: datetime) -> dict[str, Any]:
    """The descriptor of the Data Package standard 2.0, with a Table Schema for each CSV file.

    Titles and descriptions are English; `translations` has them in the other languages.
    """
    return {
        "$schema": PROFILE.format("datapackage"),
        "name": NAME,
        **_told(lambda: {"title": title(), "description": description()}),
        "homepage": page_url(),
        "created": in_utc(max(data.as_of(now) for data in DATA_SETS.values())),
        "licenses": [{"name": settings.LIBRARY_OPEN_DATA_LICENCE, "path": licence_url()}],
        "resources": [_resource(data) for data in DATA_SETS.values()],
    }


def title() -> str:
    return _("Open data of the libraries")


def description() -> str:
    return _("Events, places and monthly figures, free to use with the name of the source.")


def page_url() -> str:
    return absolute(reverse("open_data"))


def licence_url() -> str:
    """What the licence says, by its identifier of SPDX."""
    return f"https://spdx.org/licenses/{settings.LIBRARY_OPEN_DATA_LICENCE}.html"


def file_url(data: DataSet, ending: str) -> str:
    return absolute(reverse("open_data_file", args=[data.name, ending]))


def datasets_for_search() -> dict[str, Any]:
    """The sets as schema.org has them, in the active language."""
    page = page_url()
    return {
        "@context": "https://schema.org",
        "@type": "DataCatalog",
        "name": title(),
        "description": description(),
        "url": page,
        "inLanguage": get_language(),
        "dataset": [
            {
                "@type": "Dataset",
                "@id": f"{page}#{data.name}",
                "name": str(data.title),
                "description": str(data.description),
                "url": f"{page}#{data.name}",
                "license": licence_url(),
                "isAccessibleForFree": True,
                "creator": {"@type": "Organization", "name": settings.WAGTAIL_SITE_NAME},
                "variableMeasured": [str(column.title) for column in data.columns],
                "distribution": [
                    {
                        "@type": "DataDownload",
                        "encodingFormat": media_type.partition(";")[0],
                        "contentUrl": file_url(data, ending),
                    }
                    for ending, (_parts, media_type) in FORMATS.items()
                ],
            }
            for data in DATA_SETS.values()
        ],
    }


def _resource(data: DataSet) -> dict[str, Any]:
    return {
        "$schema": PROFILE.format("dataresource"),
        "name": data.name,
        "type": "table",
        "path": file_url(data, "csv"),
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        **_told(lambda: {"title": str(data.title), "description": str(data.description)}),
        "schema": {
            "fields": [_field(column) for column in data.columns],
            "missingValues": [""],
            "primaryKey": list(data.key),
            "foreignKeys": [
                {"fields": [own], "reference": {"resource": other, "fields": [theirs]}}
                for own, other, theirs in data.refers_to
            ],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": True} if column.is_required else {}
    if column.values:
        constraints["enum"] = list(column.values)
    if column.pattern:
        constraints["pattern"] = column.pattern
    field = {
        "name": column.name,
        "type": column.type,
        **({"format": column.format} if column.format else {}),
        **_told(lambda: _words_of(column)),
    }
    return field | ({"constraints": constraints} if constraints else {})


def _words_of(column: Column) -> dict[str, str]:
    words = {"title": column.title, "description": column.description, "unit": column.unit}
    return {name: str(word) for name, word in words.items() if word}


def _told(words: Any) -> dict[str, Any]:
    """The words in English, and in the other languages of the site."""
    told = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            told[language] = words()
    return {**told.pop("en"), "translations": told}
