"""The two questions that a library asks after its events until it words its own."""

from django.db import migrations

QUESTIONS = (
    ("Was it worth the way?", "这趟来得值吗？"),
    ("Would you bring a friend next time?", "下次您会带朋友一起来吗？"),
)


def ask(apps, schema_editor):
    questions = apps.get_model("events", "FeedbackQuestion").objects
    for position, (english, chinese) in enumerate(QUESTIONS, 1):
        questions.create(position=position, text_en=english, text_zh=chinese)


class Migration(migrations.Migration):
    dependencies = [("events", "0028_feedback_of_the_same_event")]

    operations = [migrations.RunPython(ask, migrations.RunPython.noop)]
