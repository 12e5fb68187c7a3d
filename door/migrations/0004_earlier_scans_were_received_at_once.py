from django.db import migrations
from django.db.models import F


def received_when_scanned(apps, schema_editor):
    """There were no devices that could wait: what was scanned reached us in the same moment."""
    apps.get_model("door", "Scan").objects.update(received_at=F("scanned_at"))


class Migration(migrations.Migration):

    dependencies = [("door", "0003_stations_devices_and_conflicts")]

    operations = [migrations.RunPython(received_when_scanned, migrations.RunPython.noop)]
