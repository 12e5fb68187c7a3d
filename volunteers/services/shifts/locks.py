"""Who waits for whom: people by their keys, then shifts by their keys.

Always `FOR NO KEY UPDATE`, because a plain `FOR UPDATE` deadlocks with checks of foreign keys.
"""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connection, transaction

from volunteers.models import Claim, Shift

LOCK_PEOPLE = "SELECT FROM accounts_person WHERE id = ANY(%s) ORDER BY id FOR NO KEY UPDATE"
TRY_PERSON = "SELECT 1 FROM accounts_person WHERE id = %s FOR NO KEY UPDATE SKIP LOCKED"


def lock_people(person_ids: Iterable[int]) -> None:
    """Hold these people: nobody signs them up for anything meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(LOCK_PEOPLE, [sorted(set(person_ids))])


def try_person(person_id: int) -> bool:
    """Hold one more person while a shift is held; False where somebody else holds them."""
    with connection.cursor() as cursor:
        cursor.execute(TRY_PERSON, [person_id])
        return cursor.fetchone() is not None


def lock_shift(shift_id: int) -> Shift:
    """Hold the shift alone: its needs, who is on it and who waits."""
    [shift] = lock_shifts([shift_id])
    return shift


def lock_shifts(shift_ids: Iterable[int]) -> list[Shift]:
    """Hold these shifts, in the order of their keys."""
    shifts = Shift.objects.told().filter(pk__in=set(shift_ids)).order_by("pk")
    return list(shifts.select_for_update(no_key=True, of=("self",)))


def lock_shift_with_people(shift_id: int) -> Shift:
    """Hold the shift and everyone who is on it or waits for it; call it in a transaction."""
    [shift] = lock_shifts_with_people([shift_id])
    return shift


def lock_shifts_with_people(shift_ids: Iterable[int]) -> list[Shift]:
    """Hold these shifts, in the order of their keys, and all who are on them or wait for them.

    Somebody may come in between looking and locking: then all is let go and begun again. Call it
    in a transaction.
    """
    keys = set(shift_ids)
    while True:
        savepoint = transaction.savepoint()
        people = _people_on(keys)
        lock_people(people)
        shifts = lock_shifts(keys)
        if _people_on(keys) <= people:
            transaction.savepoint_commit(savepoint)
            return shifts
        transaction.savepoint_rollback(savepoint)


def _people_on(shift_ids: Iterable[int]) -> set[int]:
    current = Claim.objects.current().filter(shift__in=shift_ids)
    return set(current.values_list("person_id", flat=True))
