"""Calls what Wagtail makes by itself in both languages, as what the library makes is called.

Names of groups, workflows and their tasks are stored once for everybody. Those that somebody has
given another name keep it.
"""

from django.db import migrations

NAMES = [
    ("auth", "Group", "Editors", "Editors · 编辑"),
    ("auth", "Group", "Moderators", "Moderators · 审核员"),
    ("wagtailcore", "Task", "Moderators approval", "Moderators approval · 审核员审批"),
    ("wagtailcore", "Workflow", "Moderators approval", "Moderators approval · 审核员审批"),
]


def say_both(apps, schema_editor):
    for app, model, english, both in NAMES:
        apps.get_model(app, model).objects.filter(name=english).update(name=both)


def say_english(apps, schema_editor):
    for app, model, english, both in NAMES:
        apps.get_model(app, model).objects.filter(name=both).update(name=english)


class Migration(migrations.Migration):
    # Wagtail's own look the groups up by their names.
    dependencies = [
        ("staff", "0003_scope_names_its_person"),
        ("wagtailadmin", "0006_formstate"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtaildocs", "0014_alter_document_file_size"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [migrations.RunPython(say_both, say_english)]
