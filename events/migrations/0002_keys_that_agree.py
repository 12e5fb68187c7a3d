"""What Django cannot say of keys: rows that belong together are of the same event.

Composite foreign keys: the database refuses a row that mixes events. Where a key is empty, as without
an invitation, there is nothing to hold. An answer has the kind of its question in the same way, so a
question that was answered cannot become one of another kind.
"""

from django.db import migrations

KEYS = [
    ("attendee", "attendee_registration_of_same_event", "registration_id, event_id", "registration"),
    ("attendee", "attendee_pool_of_same_event", "pool_id, event_id", "seatpool"),
    ("attendance", "attendance_session_of_same_event", "session_id, event_id", "session"),
    ("attendance", "attendance_attendee_of_same_event", "attendee_id, event_id", "attendee"),
    ("seatpool", "pool_merges_into_pool_of_same_event", "merges_into_id, event_id", "seatpool"),
    (
        "registration",
        "registration_invitation_of_same_event",
        "invitation_id, event_id",
        "invitation",
    ),
    ("feedback", "feedback_registration_of_same_event", "registration_id, event_id", "registration"),
    ("answer", "answer_kind_of_its_question", "question_id, kind", "question"),
]


def add(table: str, name: str, columns: str, target: str) -> migrations.RunSQL:
    """The first column is the key of the target, the second one stands in it under its own name."""
    same = columns.split(", ")[1]
    return migrations.RunSQL(
        f"""
        ALTER TABLE events_{table} ADD CONSTRAINT {name}
        FOREIGN KEY ({columns}) REFERENCES events_{target} (id, {same})
        DEFERRABLE INITIALLY IMMEDIATE
        """,
        f"ALTER TABLE events_{table} DROP CONSTRAINT {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("events", "0001_initial")]

    operations = [add(*key) for key in KEYS]
