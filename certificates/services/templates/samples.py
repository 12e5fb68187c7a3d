"""What a template looks like with somebody's name on it, before anything is issued."""

from __future__ import annotations

from datetime import datetime

from brands.models import Brand
from certificates.choices import Languages, Purpose
from certificates.models import Certificate, Template
from certificates.services.issuing.wording import look_of, words_of
from certificates.services.setting.printing import pdf_with_names
from certificates.services.sources.source import Facts
from certificates.services.sources.words import day_in
from core.codes import SECRET_CODE_LENGTH
from network.models import Branch

# By the mode of the preview: what stands on a certificate in Chinese or both, and in English.
NAMES = {
    "usual": ("陈小雨", "Chen Xiaoyu"),
    "long": ("阿依努尔·麦麦提依明", "Maria-Theresa Konstantinopoulou-Featherstonehaugh"),
    "short": ("李乐", "Bo Li"),
}

EVENT = ("Taking Pictures with a Telephone", "手机摄影入门")

# What other placeholders stand for in a sample, in English and in Chinese.
VALUES = {
    "brand": ("Leling", "乐龄"),
    "sessions": ("7", "7"),
    "held": ("8", "8"),
    "challenge": ("Thirty Books a Year", "一年三十本"),
    "tier": ("Tree", "大树"),
    "books": ("36", "36"),
    "prize": ("First prize", "一等奖"),
    "hours": ("120", "120"),
    "star": ("Two stars", "二星志愿者"),
}

NUMBER = "CCL-2026-000123"
CODE = "A" * SECRET_CODE_LENGTH
SAMPLE_LIBRARY = Branch(name_en="Changtu City Library", name_zh="长图市图书馆")


def sample_of(
    template: Template,
    *,
    event: tuple[str, str] = EVENT,
    brand: Brand | None = None,
    now: datetime,
) -> Certificate:
    """A certificate of this template that is nobody's: it has a number, and is never saved.

    `event` is the title of what it was earned at, in English and in Chinese.
    """
    values = {
        suffix: {name: texts[place] for name, texts in VALUES.items()}
        | {"event": event[place], "date": day_in(now.date(), suffix)}
        for place, suffix in enumerate(("en", "zh"))
    }
    facts = Facts(
        purpose=Purpose(template.purpose),
        issuer=SAMPLE_LIBRARY,
        about={suffix: texts["event"] for suffix, texts in values.items()},
        values=values,
    )
    issuer = template.issuer or template.branch or SAMPLE_LIBRARY
    return Certificate(
        number=NUMBER,
        code=CODE,
        languages=template.languages,
        wording=words_of(template, facts, issuer=issuer, now=now),
        look=look_of(template, template.brand or brand),
    )


def sample_name(template: Template, mode: str) -> str:
    """Whose it would be: a Chinese name where Chinese is printed."""
    chinese, english = NAMES[mode]
    return english if template.languages == Languages.EN else chinese


def sample_pdf(
    template: Template, name: str, *, brand: Brand | None = None, now: datetime
) -> bytes:
    """The template as a document with this name.

    Raises:
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    return pdf_with_names([(sample_of(template, brand=brand, now=now), name)])
