"""Feedback whose party is known is about the event of that party."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0027_feedback")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE events_feedback ADD CONSTRAINT feedback_registration_of_same_event
            FOREIGN KEY (registration_id, event_id) REFERENCES events_registration (id, event_id)
            DEFERRABLE INITIALLY IMMEDIATE
            """,
            "ALTER TABLE events_feedback DROP CONSTRAINT feedback_registration_of_same_event",
        )
    ]
