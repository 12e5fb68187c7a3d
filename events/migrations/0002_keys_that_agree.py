"""An attendee's event, registration and pool agree, and so do an attendance's attendee and session.

Composite foreign keys, which Django does not know: the database refuses a row that mixes events.
"""

from django.db import migrations

KEYS = [
    ("events_attendee", "attendee_registration_of_same_event", "registration"),
    ("events_attendee", "attendee_pool_of_same_event", "seatpool"),
    ("events_attendance", "attendance_session_of_same_event", "session"),
    ("events_attendance", "attendance_attendee_of_same_event", "attendee"),
]


def add(table: str, name: str, target: str) -> migrations.RunSQL:
    column = "pool_id" if target == "seatpool" else f"{target}_id"
    return migrations.RunSQL(
        f"""
        ALTER TABLE {table} ADD CONSTRAINT {name}
        FOREIGN KEY ({column}, event_id) REFERENCES events_{target} (id, event_id)
        DEFERRABLE INITIALLY IMMEDIATE
        """,
        f"ALTER TABLE {table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [add(*key) for key in KEYS]
