"""Write the words of the events that stand already, so that the search finds them."""

from django.db import migrations


def write_words(apps, schema_editor):
    keys = list(apps.get_model("events", "Event").objects.values_list("pk", flat=True))
    if keys:
        # Imported here: an empty database needs none of it, whatever becomes of it later.
        from events.services.finding.search.index import index_events

        index_events(keys)


class Migration(migrations.Migration):
    dependencies = [("events", "0007_search_by_words")]

    operations = [migrations.RunPython(write_words, migrations.RunPython.noop)]
