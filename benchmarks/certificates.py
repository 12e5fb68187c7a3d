"""How fast certificates are set: many as one document for the printer, and one after the other.

--many: sheets of the one document; its seconds, those in which the processor worked for it (the
rest went to whatever else the machine does), and the most memory that the process ever took.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import time
from datetime import UTC, datetime
from statistics import median
from typing import Any

import django

from benchmarks.harness import report

WARM_UP = 3
SINGLY = 60
NAMES = ("林悦", "Lin Yue", "欧阳小豆", "Maximilian Featherstonehaugh")
NOW = datetime(2026, 6, 1, 4, tzinfo=UTC)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--many", type=int, default=1000)
    options = parser.parse_args()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings.dev")
    django.setup()
    # As servers do: what was loaded at the start is not looked at again and again.
    gc.freeze()

    from certificates.services.setting.printing import certificate_pdf, documents

    for certificate in _certificates(WARM_UP):
        certificate_pdf(certificate)
    seconds = []
    for certificate in _certificates(SINGLY):
        started = time.perf_counter()
        certificate_pdf(certificate)
        seconds.append(time.perf_counter() - started)
    many = _certificates(options.many)
    started, worked = time.perf_counter(), time.process_time()
    (printed,) = documents(many)
    report(
        benchmark="certificates",
        sheets=options.many,
        seconds=round(time.perf_counter() - started, 1),
        seconds_of_processor=round(time.process_time() - worked, 1),
        peak_mb=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
        file_mb=round(len(printed.pdf) / 1_000_000, 1),
        singly_per_second=round(len(seconds) / sum(seconds), 1),
        single_ms=round(median(seconds) * 1000),
    )


def _certificates(how_many: int) -> list[Any]:
    """Certificates that are in no database, by the template that comes with the platform."""
    from brands.models import Brand
    from certificates.choices import Purpose
    from certificates.models import Certificate, Holder, Template
    from certificates.services.issuing.wording import look_of, words_of
    from certificates.services.sources.source import SUFFIXES, Facts
    from certificates.services.templates.presets import PRESETS
    from core.codes import secret_code
    from network.models import Branch

    template = Template(**PRESETS["attendance"])
    library = Branch(name_en="Changtu City Library", name_zh="长图市图书馆")
    event = {"en": "Phones for Elders", "zh": "智能手机课"}
    days = {"en": "9 May to 27 June 2026", "zh": "2026年5月9日至6月27日"}
    facts = Facts(
        purpose=Purpose.ATTENDANCE,
        issuer=library,
        about=event,
        values={suffix: {"event": event[suffix], "date": days[suffix]} for suffix in SUFFIXES},
    )
    certificates = []
    for number in range(1, how_many + 1):
        certificate = Certificate(
            pk=number,
            number=f"CCL-2026-{number:06}",
            code=secret_code(),
            languages=template.languages,
            wording=words_of(template, facts, issuer=library, now=NOW),
            look=look_of(template, Brand(colour="#2f6b4f")),
        )
        certificate.holder = Holder(name=NAMES[number % len(NAMES)])
        certificates.append(certificate)
    return certificates


if __name__ == "__main__":
    main()
