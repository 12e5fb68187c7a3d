"""What a network starts with, for staff to change: its rules for no-shows, and two questions.

The questions are those that a library asks after its events until it words its own.
"""

from django.db import migrations

QUESTIONS = (
    ("Was it worth the way?", "这趟来得值吗？"),
    ("Would you bring a friend next time?", "下次您会带朋友一起来吗？"),
)


def add_rules_of_the_network(apps, schema_editor):
    apps.get_model("events", "ConductPolicy").objects.get_or_create(brand=None)


def ask(apps, schema_editor):
    questions = apps.get_model("events", "FeedbackQuestion").objects
    for position, (english, chinese) in enumerate(QUESTIONS, 1):
        questions.create(position=position, text_en=english, text_zh=chinese)


class Migration(migrations.Migration):
    dependencies = [("events", "0003_draws_and_conduct_stand")]

    operations = [
        migrations.RunPython(add_rules_of_the_network, migrations.RunPython.noop),
        migrations.RunPython(ask, migrations.RunPython.noop),
    ]
