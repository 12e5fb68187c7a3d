"""What this app hangs in the gallery: badges and table signs of events that never were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from brands.models import Brand
from cms.services.typesetting import page_png
from core.gallery import SAMPLES, Sample, exhibits
from door.models import SelfCheckIn
from door.services.paper.badges import Badge
from events.models import Event, Session
from network.models import Branch, Room
from workbench.choices import BadgeFormat
from workbench.services.badges import badges_pdf
from workbench.services.signs import self_check_in_card_pdf

STARTS = datetime(2026, 11, 28, 2, tzinfo=UTC)
NUMBER = 1234


def _event(sample: Sample) -> Event:
    brand = Brand(name_en="Little Tree Seedling", name_zh="小树苗", colour=sample.colour)
    return Event(title_en=sample.title_en, title_zh=sample.title_zh, brand=brand)


def _badges(sample: Sample) -> bytes:
    """A sheet for everybody of the gallery, the person of this sample first."""
    others = [other.person for other in SAMPLES if other != sample]
    badges = [Badge(sample.person, "", "DEMO0001")]
    badges += [Badge(name, f"with {sample.person}", "DEMO0001") for name in others]
    sheet = badges_pdf(_event(sample), badges, size=BadgeFormat.BADGES, with_codes=True)
    return page_png(sheet)


def _table_sign(sample: Sample) -> bytes:
    """What stands at the entrance: the code by which people check themselves in."""
    session = Session(
        pk=NUMBER,
        event=_event(sample),
        branch=Branch(name_en="Changtu City Library", name_zh="长图市图书馆"),
        room=Room(name_en="Children's room", name_zh="少儿阅览室"),
        starts_at=STARTS,
        ends_at=STARTS + timedelta(minutes=90),
    )
    return page_png(self_check_in_card_pdf(SelfCheckIn(session=session, on_paper=True)))


exhibits.register("badges", _badges)
exhibits.register("table-sign", _table_sign)
