"""What upper apps show on the pages of tickets."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from brands.registries import ShownPanel
from core.registries import Registry

if TYPE_CHECKING:
    from django.http import HttpRequest

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
