from django.db import migrations

PUBLIC_HOLIDAY = "public_holiday"


def move_holidays(apps, schema_editor):
    """Each holiday becomes an entry of the calendar, and takes its lines of the log along."""
    log_entry = apps.get_model("staff", "LogEntry")
    content_type = apps.get_model("contenttypes", "ContentType")
    calendar_entry = apps.get_model("network", "CalendarEntry")
    kind_before = content_type.objects.filter(app_label="volunteers", model="holiday").first()
    kind_now, _ = content_type.objects.get_or_create(app_label="network", model="calendarentry")
    for holiday in apps.get_model("volunteers", "Holiday").objects.all():
        entry, _ = calendar_entry.objects.get_or_create(
            kind=PUBLIC_HOLIDAY,
            branch=None,
            first_day=holiday.day,
            last_day=holiday.day,
            defaults={"name_en": holiday.name_en, "name_zh": holiday.name_zh},
        )
        log_entry.objects.filter(content_type=kind_before, object_id=str(holiday.pk)).update(
            content_type=kind_now, object_id=str(entry.pk)
        )


def move_back(apps, schema_editor):
    """Single days of the whole network are all that the former table could hold."""
    calendar_entry = apps.get_model("network", "CalendarEntry")
    holiday = apps.get_model("volunteers", "Holiday")
    for entry in calendar_entry.objects.filter(kind=PUBLIC_HOLIDAY, branch=None):
        if entry.first_day == entry.last_day:
            holiday.objects.create(
                day=entry.first_day, name_en=entry.name_en[:80], name_zh=entry.name_zh[:80]
            )


class Migration(migrations.Migration):
    dependencies = [
        ("contenttypes", "0002_remove_content_type_name"),
        ("network", "0003_calendar"),
        ("staff", "0003_review_workflows"),
        ("volunteers", "0013_shifts_last_a_day_at_most"),
    ]

    operations = [migrations.RunPython(move_holidays, move_back)]
