"""An answer has the kind of its question: a composite foreign key, which Django does not know.

So a question that was answered cannot become one of another kind.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("events", "0013_questions")]

    operations = [
        migrations.RunSQL(
            """
            ALTER TABLE events_answer ADD CONSTRAINT answer_kind_of_its_question
            FOREIGN KEY (question_id, kind) REFERENCES events_question (id, kind)
            DEFERRABLE INITIALLY IMMEDIATE
            """,
            "ALTER TABLE events_answer DROP CONSTRAINT answer_kind_of_its_question",
        )
    ]
