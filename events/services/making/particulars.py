"""What goes with an event beside its text and its plan: partners, book lists, what it costs."""

from __future__ import annotations

from collections.abc import Collection
from decimal import Decimal
from typing import Any

from django.db import transaction
from wagtail.log_actions import log

from books.models import BookList
from events.models import Event, EventBookList, EventPartner
from network.models import Partner


@transaction.atomic
def set_partners(event: Event, partners: Collection[Partner], *, user: Any) -> None:
    """These hold the event together with the library, and no others."""
    event.event_partners.exclude(partner__in=partners).delete()
    EventPartner.objects.bulk_create(
        [EventPartner(event=event, partner=partner) for partner in partners],
        ignore_conflicts=True,
    )
    keys = [partner.pk for partner in partners]
    log(event, "events.partners", user=user, data={"partners": keys})


@transaction.atomic
def set_book_lists(event: Event, book_lists: Collection[BookList], *, user: Any) -> None:
    """These stand on the event's page, and no others."""
    event.event_book_lists.exclude(book_list__in=book_lists).delete()
    EventBookList.objects.bulk_create(
        [EventBookList(event=event, book_list=book_list) for book_list in book_lists],
        ignore_conflicts=True,
    )
    keys = [book_list.pk for book_list in book_lists]
    log(event, "events.book_lists", user=user, data={"book_lists": keys})


@transaction.atomic
def set_costs(
    event: Event, *, planned_cost: Decimal | None, actual_cost: Decimal | None, user: Any
) -> None:
    """What the event is meant to cost, and what it did; nothing where that is not known."""
    costs = {"planned_cost": planned_cost, "actual_cost": actual_cost}
    event.planned_cost, event.actual_cost = planned_cost, actual_cost
    event.save(update_fields=list(costs))
    log(event, "events.costs", user=user, data=costs)
