"""Reminders: a week, a day and two hours before a session, to those who have a place.

A periodic job writes into the outbox what has become due, for all events in one statement. What it
missed while nothing ran it makes up for, as long as the reminder still helps.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from events.choices import EventStatus, MessageKind, PlaceState, SessionState
from events.models import Event, EventReminders
from notifications.choices import Channel, MessageState
from notifications.models import MessageSettings
from notifications.services.outbox import channel_for
from notifications.services.quiet import message_settings


@dataclass(frozen=True)
class Lead:
    """How long before a session a reminder goes out, and until when it may be late.

    One that goes by the day is not repeated when the session moves within its day: the letter
    about the new plan has told everything then.
    """

    setting: str
    label: Promise
    before: timedelta
    no_later_than: timedelta
    goes_by_the_day: bool


LEADS = (
    Lead(
        "reminds_week_before",
        gettext_lazy("7 days before"),
        before=timedelta(days=7),
        no_later_than=timedelta(days=5),
        goes_by_the_day=True,
    ),
    Lead(
        "reminds_day_before",
        gettext_lazy("1 day before"),
        before=timedelta(days=1),
        no_later_than=timedelta(hours=6),
        goes_by_the_day=True,
    ),
    Lead(
        "reminds_hours_before",
        gettext_lazy("2 hours before"),
        before=timedelta(hours=2),
        no_later_than=timedelta(minutes=30),
        goes_by_the_day=False,
    ),
)

# An exhibition's first minute and a session without known times are nothing to hurry to.
QUEUE_DUE = """
INSERT INTO notifications_outboxmessage
    (kind, channel, address, language, subject_id, data, dedupe_key, state, created_at,
     next_attempt_at, waits_for_morning)
SELECT %(kind)s, whom.channel, whom.address, person.language, registration.id,
    jsonb_build_object(
        'session', session.id, 'starts_at', extract(epoch FROM session.starts_at)::bigint
    ),
    key.value, %(queued)s, %(now)s, %(now)s, true
FROM jsonb_to_recordset(%(leads)s::jsonb) AS lead (
        setting text, before interval, no_later_than interval, by_the_day boolean,
        by_default boolean
    )
JOIN events_session AS session
    ON session.state = %(planned)s
    AND session.starts_at <= %(now)s + lead.before
    AND session.starts_at > %(now)s + lead.no_later_than
    AND (lead.by_the_day OR NOT session.is_all_day AND session.daily_opens_at IS NULL)
JOIN events_intake AS intake
    ON intake.event_id = session.event_id AND intake.status = %(scheduled)s
LEFT JOIN events_eventreminders AS own ON own.event_id = session.event_id
JOIN events_registration AS registration
    ON registration.event_id = session.event_id AND registration.state = %(seated)s
JOIN accounts_person AS person ON person.id = registration.contact_id
LEFT JOIN accounts_user AS account ON account.id = person.user_id
CROSS JOIN LATERAL (
    SELECT channel, address
    FROM (VALUES
        (1, %(mail)s, coalesce(nullif(person.email, ''), account.email)),
        (2, %(text)s, coalesce(nullif(person.phone, ''), account.phone))
    ) AS way (rank, channel, address)
    WHERE address <> '' AND channel IS NOT NULL
    ORDER BY rank LIMIT 1
) AS whom
CROSS JOIN LATERAL (
    SELECT concat_ws(':', %(kind)s, lead.setting, registration.id, session.id,
        CASE WHEN lead.by_the_day
            THEN to_char(session.starts_at AT TIME ZONE %(time_zone)s, 'YYYY-MM-DD')
            ELSE extract(epoch FROM session.starts_at)::bigint::text
        END) AS value
) AS key
WHERE CASE WHEN own.event_id IS NULL THEN lead.by_default
        ELSE (to_jsonb(own) ->> lead.setting)::boolean END
    -- Whoever has just got the place has just read all about it.
    AND NOT EXISTS (
        SELECT FROM events_registrationchange AS change
        WHERE change.registration_id = registration.id
            AND change.changed_at > session.starts_at - lead.before
    )
    AND NOT EXISTS (
        SELECT FROM notifications_outboxmessage AS told WHERE told.dedupe_key = key.value
    )
ON CONFLICT (dedupe_key) DO NOTHING
"""


def queue_due_reminders(*, now: datetime) -> int:
    """Write the reminders that have become due into the outbox, each once; says how many."""
    by_default = message_settings()
    leads = [
        {
            "setting": lead.setting,
            "before": f"{lead.before.total_seconds()} seconds",
            "no_later_than": f"{lead.no_later_than.total_seconds()} seconds",
            "by_the_day": lead.goes_by_the_day,
            "by_default": getattr(by_default, lead.setting),
        }
        for lead in LEADS
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            QUEUE_DUE,
            {
                "kind": MessageKind.REMINDER,
                "leads": json.dumps(leads),
                "now": now,
                "queued": MessageState.QUEUED,
                "planned": SessionState.PLANNED,
                "scheduled": EventStatus.SCHEDULED,
                "seated": PlaceState.SEATED,
                "mail": channel_for(Channel.EMAIL),
                "text": channel_for(Channel.SMS),
                "time_zone": settings.LIBRARY_TIME_ZONE,
            },
        )
        return cursor.rowcount


def reminders_of(event: Event) -> EventReminders | MessageSettings:
    """When people are reminded of the event: by its own choice, else as in the network."""
    return EventReminders.objects.filter(event=event).first() or message_settings()


def set_reminders(event: Event, **choice: Any) -> None:
    """Remind people of this event at these times, whatever holds in the network."""
    EventReminders.objects.update_or_create(event=event, defaults=choice)
