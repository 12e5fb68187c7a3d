"""The words of each event, written with its texts and in the same transaction.

Drafts have their words too: what may be shown is decided where it is read. Known words are those
of public events alone, for they may be shown to anyone who mistypes one.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime

from django.db import connection, transaction

from core.reconciliation import checks
from events.models import Event, KnownWord
from events.services.finding.search.words import known_words, sounds, written_words

TITLES = ("title_en", "title_zh")
TEXTS = (*TITLES, "summary_en", "summary_zh")
BATCH = 1000

WRITE_WORDS = """
INSERT INTO events_eventwords AS kept (event_id, words)
SELECT event_id, array_to_tsvector(string_to_array(words, ' '))
FROM unnest(%s::bigint[], %s::text[]) AS fresh (event_id, words)
ON CONFLICT (event_id) DO UPDATE SET words = EXCLUDED.words
WHERE kept.words IS DISTINCT FROM EXCLUDED.words
RETURNING event_id
"""
# In one order, so that two writers never wait for each other.
WRITE_KNOWN = """
INSERT INTO events_knownword (word)
SELECT word FROM unnest(%s::text[]) AS word
WHERE NOT EXISTS (SELECT FROM events_knownword AS kept WHERE kept.word = word.word)
ORDER BY word
ON CONFLICT DO NOTHING
"""


def index_events(events: Iterable[int]) -> list[int]:
    """Write the words of these events; returns those whose words were others before.

    Whoever writes texts in bulk calls this; after `Event.save` it is called anyway.
    """
    keys, changed = sorted(events), []
    for start in range(0, len(keys), BATCH):
        told = list(
            Event.objects.filter(pk__in=keys[start : start + BATCH])
            .order_by("pk")
            .only("live", "kind", *TEXTS)
        )
        with connection.cursor() as cursor:
            words = [event_words(event) for event in told]
            cursor.execute(WRITE_WORDS, [[event.pk for event in told], words])
            changed += [pk for (pk,) in cursor.fetchall()]
            cursor.execute(WRITE_KNOWN, [sorted(known_words_of(told))])
    return changed


def event_words(event: Event) -> str:
    """All words of an event, parted by spaces; titles by their sound as well."""
    words = {word for name in TEXTS for word in written_words(getattr(event, name))}
    words |= {word for name in TITLES for word in sounds(getattr(event, name))}
    return " ".join(sorted(words))


def known_words_of(events: Iterable[Event]) -> set[str]:
    """What may be offered for a mistyped word: words that the public can read."""
    return {
        word
        for event in events
        if event.live and not event.is_internal
        for name in TEXTS
        for word in known_words(getattr(event, name))
    }


@checks("search")
def search(now: datetime, fix: bool) -> Iterator[str]:
    """Each event is found by the words of its texts as they are, and no other word is known."""
    keys = list(Event.objects.order_by("pk").values_list("pk", flat=True))
    with transaction.atomic():
        changed = index_events(keys)
        if not fix:
            transaction.set_rollback(True)
    for pk in changed:
        yield f"event {pk}: found by other words than it tells"

    known = known_words_of(Event.objects.public().only("live", "kind", *TEXTS).iterator())
    gone = [row.pk for row in KnownWord.objects.all() if row.word not in known]
    if gone:
        yield f"{len(gone)} known words are told by no public event"
        if fix:
            KnownWord.objects.filter(pk__in=gone).delete()
