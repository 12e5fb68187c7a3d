"""One to five stars, from 100, 300, 600, 1,000 and 1,500 hours on."""

from django.db import migrations

LEVELS = [
    (1, 100, "One star", "一星志愿者"),
    (2, 300, "Two stars", "二星志愿者"),
    (3, 600, "Three stars", "三星志愿者"),
    (4, 1000, "Four stars", "四星志愿者"),
    (5, 1500, "Five stars", "五星志愿者"),
]


def make_levels(apps, schema_editor):
    star_level = apps.get_model("volunteers", "StarLevel")
    for stars, hours, name_en, name_zh in LEVELS:
        star_level.objects.get_or_create(
            stars=stars, defaults={"hours": hours, "name_en": name_en, "name_zh": name_zh}
        )


class Migration(migrations.Migration):
    dependencies = [("volunteers", "0003_ledger_of_hours_stands")]

    operations = [migrations.RunPython(make_levels, migrations.RunPython.noop)]
