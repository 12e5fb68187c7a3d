"""A registration and the invitation that it came by belong to the same event.

A composite foreign key, which Django does not know; without an invitation there is nothing to hold.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0015_invitations_and_groups")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE events_registration ADD CONSTRAINT registration_invitation_of_same_event
            FOREIGN KEY (invitation_id, event_id) REFERENCES events_invitation (id, event_id)
            DEFERRABLE INITIALLY IMMEDIATE
            """,
            "ALTER TABLE events_registration DROP CONSTRAINT registration_invitation_of_same_event",
        )
    ]
