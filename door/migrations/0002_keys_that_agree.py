"""What Django cannot say of keys: a sheet, its session and its attendees are of one event."""

from django.db import migrations

KEYS = [
    ("signinsheet", "sheet_session_of_same_event", "session_id", "events_session"),
    ("sheetrow", "row_sheet_of_same_event", "sheet_id", "door_signinsheet"),
    ("sheetrow", "row_attendee_of_same_event", "attendee_id", "events_attendee"),
]


def add(table: str, name: str, column: str, target: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"""
        ALTER TABLE door_{table} ADD CONSTRAINT {name}
        FOREIGN KEY ({column}, event_id) REFERENCES {target} (id, event_id)
        DEFERRABLE INITIALLY IMMEDIATE
        """,
        f"ALTER TABLE door_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("door", "0001_initial")]

    operations = [add(*key) for key in KEYS]
