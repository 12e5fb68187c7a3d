from datetime import timedelta

from factory.django import DjangoModelFactory

from brands.choices import WayIn
from events.models import Draw, Event
from tests.factories.events import STARTS_AT, EventFactory

# Registration closes a week before the event, and the number is known two days later.
CLOSES_AT = STARTS_AT - timedelta(weeks=1)
KNOWN_AT = CLOSES_AT + timedelta(days=2)


class DrawFactory(DjangoModelFactory):
    class Meta:
        model = Draw

    number_name_en = "closing value of the SSE Composite Index on 4 May 2026"
    number_name_zh = "2026年5月4日上证指数收盘点位"
    number_known_at = KNOWN_AT


def event_by_lot(places: int = 3, **kwargs: object) -> Event:
    """An event that gives its places by lot."""
    intake = {"intake__way_in": WayIn.DRAW, "intake__closes_at": CLOSES_AT}
    draw = DrawFactory()
    event: Event = EventFactory(places=places, intake__draw=draw, **intake, **kwargs)
    return event
