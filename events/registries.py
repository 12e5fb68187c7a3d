"""What upper apps show on the pages of tickets, on those of events, and on their desks.

And what of theirs goes along where meetings are moved.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from brands.registries import ShownPanel
from core.registries import Registry

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable
    from django.http import HttpRequest

    from events.models import Event
    from events.services.making.moving.steps import Step
    from events.services.tickets import Ticket


@dataclass(frozen=True)
class TicketPanel:
    """A part of a ticket's page: its template, and what that shows whoever has the ticket open.

    Without a context there is nothing to show.
    """

    template_name: str
    context: Callable[[HttpRequest, Ticket], dict[str, Any] | None]


ticket_panels: Registry[TicketPanel] = Registry("panel of a ticket")


def panels_of_ticket(request: HttpRequest, ticket: Ticket) -> list[ShownPanel]:
    """The panels of this ticket, in the order of their registration."""
    told = [(panel.template_name, panel.context(request, ticket)) for _name, panel in ticket_panels]
    return [ShownPanel(template, context) for template, context in told if context is not None]


@dataclass(frozen=True)
class EventPanel:
    """A part of an event's page: its template, and what that shows at this moment.

    `read` gives the annotations that the event is read with, so that a page costs no statement more
    for it; a draft in the preview has none of them. Without a context there is nothing to show.
    """

    template_name: str
    read: Callable[[], dict[str, Combinable]]
    context: Callable[[Event, datetime], dict[str, Any] | None]


event_panels: Registry[EventPanel] = Registry("panel of an event's page")


def told_of_panels() -> dict[str, Combinable]:
    """All annotations that the panels of an event's page read."""
    return {name: told for _name, panel in event_panels for name, told in panel.read().items()}


def panels_of_event(event: Event, *, now: datetime) -> list[ShownPanel]:
    """The panels of this event, in the order of their registration."""
    told = [(panel.template_name, panel.context(event, now)) for _name, panel in event_panels]
    return [ShownPanel(template, context) for template, context in told if context is not None]


@dataclass(frozen=True)
class DeskCard:
    """What a desk tells of its event in a few lines, and the page where more is added.

    Without a line it is nothing but a link to that page.
    """

    title: str
    lines: tuple[str, ...]
    label: str
    url: str


desk_cards: Registry[Callable[[Any, Event, datetime], DeskCard | None]] = Registry(
    "card of an event's desk"
)
"""Each answers for a user and an event; with nothing where there is nothing for that user to do."""


def cards_of_desk(user: Any, event: Event, *, now: datetime) -> list[DeskCard]:
    """The cards of this desk, in the order of their registration."""
    told = [card(user, event, now) for _name, card in desk_cards]
    return [card for card in told if card is not None]


@dataclass(frozen=True)
class Following:
    """What follows for those who go along with meetings that are moved, in whole sentences.

    Attributes:
        consequences: what becomes of them, and who is told.
        staying: what stays where it is, and why; said once more when all is done.
        lines: stand for the consequences in a digest; not for how many are told, which changes
            while one looks.
    """

    consequences: Sequence[str] = ()
    staying: Sequence[str] = ()
    lines: Sequence[str] = ()

    @property
    def sentences(self) -> list[str]:
        """All that is said before."""
        return [*self.consequences, *self.staying]


@dataclass(frozen=True)
class GoesAlong:
    """What upper apps have at meetings and take along when these are moved.

    Attributes:
        hold: locks whatever of these events may go along, before the events' intakes are locked.
        would: says what would follow; changes nothing.
        go: does it, in the transaction in which the meetings move, and says the same. Both are
            asked while the meetings are still where they were.
    """

    hold: Callable[[Collection[int], datetime], None]
    would: Callable[[Sequence[Step], Any, datetime], Following]
    go: Callable[[Sequence[Step], Any, datetime], Following]


going_along: Registry[GoesAlong] = Registry("what goes along with meetings")
