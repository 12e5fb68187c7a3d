"""Counting attempts must not wait for the disk, and what it loses in a crash harms nobody."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("notifications", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "ALTER TABLE notifications_attemptcount SET UNLOGGED",
            "ALTER TABLE notifications_attemptcount SET LOGGED",
        )
    ]
