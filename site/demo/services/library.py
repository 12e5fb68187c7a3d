"""Makes a demo library in an empty database, the same one for the same seed and day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from accounts.models import User
from brands.models import Brand
from core.codes import codes_foretold
from core.days import midnight
from demo.errors import DatabaseInUse, NoDemoHere
from demo.services.books import build_book_lists
from demo.services.brands import appoint_leads, build_brands
from demo.services.calendar import keep_calendar
from demo.services.certificates import give_certificates
from demo.services.changes import move_an_event
from demo.services.conduct import miss_and_be_excused
from demo.services.dice import Dice, dice_for
from demo.services.door import open_the_doors
from demo.services.events import (
    add_internal_event,
    ask_for_reviews,
    draw_the_lots,
    make_event,
    remember_texts,
    save_events,
)
from demo.services.feedback import say_how_it_was
from demo.services.filling import suggest_people
from demo.services.follows import follow_and_be_told
from demo.services.groups import put_a_school_on
from demo.services.history import take_over_what_was_held
from demo.services.indicators import enter_figures
from demo.services.invitations import invite, send_colleagues
from demo.services.loans import count_loans_and_close
from demo.services.media import be_told_of
from demo.services.messages import tell_the_registered, write_to_all
from demo.services.network import build_network
from demo.services.notes import note_for_colleagues
from demo.services.pages import build_pages
from demo.services.people import DEMO_DOMAIN, build_families, build_staff
from demo.services.planner import Plan, Planner
from demo.services.printing import take_photos, write_for_print
from demo.services.prizes import collect_prizes, draw_prizes_by_lot, keep_prizes
from demo.services.questions import ask_and_be_answered
from demo.services.reading import (
    count_who_came,
    hold_challenges,
    leave_work_for_the_desk,
    let_families_read,
)
from demo.services.reading_together import read_together
from demo.services.recaps import look_back
from demo.services.reports import report_what_was_done
from demo.services.scale import Scale
from demo.services.self_check_in import check_themselves_in
from demo.services.series import plan_a_series
from demo.services.service_hours import serve_and_be_thanked
from demo.services.shifts import put_up_shifts
from demo.services.tasks import do_the_tasks, name_the_tasks
from demo.services.visits import Chronicler
from demo.services.volunteers import build_volunteers
from events.models import Event
from network.models import Branch

EVENTS_AT_ONCE = 500

Progress = Callable[[int, int], None]
"""Told how many events there are already, and how many there will be."""


def is_empty() -> bool:
    """Whether the database holds nothing yet but what migrations have put there."""
    return not any(model.objects.exists() for model in (User, Branch, Brand, Event))


def has_demo_library() -> bool:
    """Whether what the database holds is a demo library."""
    return User.objects.filter(email=f"admin@{DEMO_DOMAIN}").exists()


@transaction.atomic
def make_demo_library(
    *, scale: Scale, seed: int, now: datetime, progress: Progress | None = None
) -> bool:
    """Fill an empty database; returns whether there was anything to do.

    Everything is placed around the day of `now`. Its time of day makes a difference to one thing
    only: nobody has come to the door of today before it has opened.

    Raises:
        NoDemoHere: these settings name no password for demo accounts.
        DatabaseInUse: the database holds data, and not those of a demo library.
    """
    if not getattr(settings, "DEMO_PASSWORD", ""):
        raise NoDemoHere
    if has_demo_library():
        return False
    if not is_empty():
        raise DatabaseInUse

    today = timezone.localdate(now)
    day_begins = midnight(today)

    def dice(topic: str) -> Dice:
        return dice_for(seed, topic)

    network = build_network(is_whole_city=scale.is_whole_city, today=today, dice=dice("network"))
    keep_calendar(network, today=today)
    matrix = build_brands(is_whole_city=scale.is_whole_city)
    people = build_staff(network, matrix.brands, now=day_begins, dice=dice("staff"))
    appoint_leads(matrix, people, today=today, dice=dice("leads"))
    name_the_tasks(matrix)
    build_families(
        scale.families, people, days_back=scale.days_back, now=day_begins, dice=dice("families")
    )
    book_lists = build_book_lists()
    build_pages(matrix, book_lists, dice=dice("pages"))

    plans = Planner(matrix, network, scale, today, dice("plans")).plans()
    chronicler = Chronicler(people, now=day_begins, dice=dice("visits"))
    texts = dice("events")
    done = 0
    for some in _portions(plans):
        made = [
            make_event(plan, matrix, network, book_lists, now=day_begins, dice=texts)
            for plan in some
        ]
        visits = chronicler.happen(made)
        save_events(made)
        visits.save()
        draw_the_lots(made, now=day_begins)
        if scale.has_revisions:
            remember_texts(made, people, now=day_begins)
            ask_for_reviews(made, people)
        done += len(some)
        if progress:
            progress(done, len(plans))
    evening = add_internal_event(network, now=day_begins)
    colleagues = [people.staff["door"], *people.brand_coordinators.values()]
    send_colleagues(evening, colleagues, now=day_begins, dice=dice("colleagues"))
    invite(people.staff["coordinator"], now=day_begins, dice=dice("invitations"))
    follow_and_be_told(people.staff["citizen"], matrix.brands, network, now=day_begins)
    tell_the_registered(now=day_begins, dice=dice("messages"))
    coordinator = people.staff["coordinator"]
    write_to_all(coordinator, now=day_begins, dice=dice("messages"))
    move_an_event(coordinator, now=day_begins)
    ask_and_be_answered(matrix, coordinator, now=day_begins, dice=dice("questions"))
    check_themselves_in(coordinator, now=day_begins)
    write_for_print(coordinator, now=day_begins)
    take_photos(coordinator, now=day_begins, dice=dice("photos"))
    miss_and_be_excused(people.staff["citizen"], coordinator, now=day_begins)
    build_volunteers(matrix, people, network, now=day_begins, dice=dice("volunteers"))
    put_up_shifts(people, network, now=day_begins, dice=dice("shifts"))
    serve_and_be_thanked(people, network, now=day_begins, dice=dice("service hours"))
    put_a_school_on(coordinator, now=day_begins, dice=dice("groups"))
    suggest_people(coordinator, now=day_begins)
    plan_a_series(network, coordinator, now=day_begins, dice=dice("series"))
    hold_challenges(matrix, network, now=day_begins, dice=dice("prizes"))
    keep_prizes(network, coordinator, now=day_begins)
    let_families_read(people, network, now=day_begins, dice=dice("reading"))
    leave_work_for_the_desk(people, now=now)
    read_together(people, network, now=day_begins, dice=dice("reading together"))
    count_loans_and_close(people, now=day_begins, dice=dice("loans"))
    introduced = [people.staff["citizen"], people.staff["volunteer"]]
    open_the_doors(coordinator, introduced, now=now, dice=dice("doors"))
    look_back(coordinator, people, now=day_begins)
    do_the_tasks(coordinator, now=day_begins, dice=dice("tasks"))
    note_for_colleagues(coordinator, now=day_begins)
    with codes_foretold(dice("certificates").randbytes):
        give_certificates(people, network, now=day_begins)
    say_how_it_was(matrix, people.staff["citizen"], now=day_begins, dice=dice("feedback"))
    be_told_of(coordinator, matrix.brands, network, now=day_begins)
    count_who_came(now=day_begins)
    draw_prizes_by_lot(coordinator, now=day_begins)
    collect_prizes(people.staff["citizen"], coordinator, now=day_begins)
    take_over_what_was_held(matrix, network, scale, now=day_begins, dice=dice("history"))
    enter_figures(people, network, matrix, now=day_begins, dice=dice("figures"))
    report_what_was_done(people, network, now=day_begins)
    with connection.cursor() as cursor:
        # The planner of the database has seen none of this yet.
        cursor.execute("ANALYZE")
    return True


def _portions(plans: list[Plan]) -> Iterator[list[Plan]]:
    for first in range(0, len(plans), EVENTS_AT_ONCE):
        yield plans[first : first + EVENTS_AT_ONCE]
