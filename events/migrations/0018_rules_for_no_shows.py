"""The network's own rules for no-shows, for staff to change."""

from django.db import migrations


def add_rules_of_the_network(apps, schema_editor):
    apps.get_model("events", "ConductPolicy").objects.get_or_create(brand=None)


class Migration(migrations.Migration):
    dependencies = [
        ("events", "0017_conduct_ledger"),
    ]

    operations = [
        migrations.RunPython(add_rules_of_the_network, migrations.RunPython.noop),
    ]
