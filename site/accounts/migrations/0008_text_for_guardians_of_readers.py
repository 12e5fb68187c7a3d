"""The first version of what guardians of children in reading challenges agree to."""

from datetime import date

from django.db import migrations

IN_FORCE_FROM = date(2026, 1, 1)

TEXTS = {
    "minor_reader": (
        "As a guardian I agree that this child takes part in reading challenges. For that the "
        "library keeps the child's nickname and year of birth and what we write down: how much "
        "was read and when, and titles if we give any. I and the staff in charge of the challenge "
        "see it. Nothing is public unless I choose so for a challenge, and then by nickname only. "
        "I can withdraw at any time: nothing more is counted then; prizes already collected stay "
        "with the child.",
        "作为监护人，我同意此儿童参加阅读挑战。为此，图书馆保存孩子的小名、出生年份和我们填写的内容："
        "读了多少、何时读的，以及我们愿意填写的书名。只有我和负责该挑战的工作人员能看到。"
        "除非我在某项挑战中选择公开，否则一律不公开；公开时也只显示小名。"
        "我可以随时撤回同意：此后不再计入新的记录，已领取的奖品仍归孩子所有。",
    ),
}


def publish_texts(apps, schema_editor):
    ConsentText = apps.get_model("accounts", "ConsentText")
    for purpose, (text_en, text_zh) in TEXTS.items():
        ConsentText.objects.create(
            purpose=purpose,
            version=1,
            text_en=text_en,
            text_zh=text_zh,
            published_on=IN_FORCE_FROM,
        )


def withdraw_texts(apps, schema_editor):
    apps.get_model("accounts", "ConsentText").objects.filter(purpose__in=TEXTS).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0007_consent_of_young_readers")]

    operations = [migrations.RunPython(publish_texts, withdraw_texts)]
