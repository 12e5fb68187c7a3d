"""The parts of the file: what python-docx's template brings along and no report needs."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from docx.oxml.ns import qn

from core.text import for_xml

OF_THE_TEMPLATE = (
    "/thumbnail",  # a picture of its own empty page
    "/extended-properties",  # its pages, words and program
    "/customXml",
    "/stylesWithEffects",  # all styles once more, for Word 2010
)
NOT_IN_COMPATIBILITY_MODE = "15"
"""Word's own layout since 2013; with a lower number its title bar tells of an old format."""


def leave_out_parts(word: Any) -> None:
    for links in (word.part.package.rels, word.part.rels):
        for key in [key for key, link in links.items() if link.reltype.endswith(OF_THE_TEMPLATE)]:
            del links[key]


def set_language(word: Any, language: str) -> None:
    """So that nobody's words are underlined as wrong."""
    for each in word.styles.element.iter(qn("w:lang")):
        each.set(qn("w:val"), "en-GB")
        each.set(qn("w:eastAsia"), "zh-CN")
    word.settings.element.find(qn("w:themeFontLang")).set(qn("w:eastAsia"), "zh-CN")
    word.core_properties.language = language


def set_view(word: Any) -> None:
    """As large as it is on paper, in the layout of today's programs."""
    settings = word.settings.element
    zoom = settings.find(qn("w:zoom"))
    zoom.attrib.clear()
    zoom.set(qn("w:percent"), "100")
    for setting in settings.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), NOT_IN_COMPATIBILITY_MODE)


def set_properties(word: Any, *, title: str, subject: str, author: str, made_at: datetime) -> None:
    core = word.core_properties
    core.title, core.subject = for_xml(title), for_xml(subject)
    core.author = core.last_modified_by = for_xml(author)
    core.comments, core.keywords, core.revision = "", "", 1
    core.created = core.modified = made_at.astimezone(UTC).replace(tzinfo=None, microsecond=0)
