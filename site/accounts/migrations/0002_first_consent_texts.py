"""The first version of what people agree to, in both languages."""

from datetime import date

from django.db import migrations

IN_FORCE_FROM = date(2026, 1, 1)

TEXTS = {
    "participation": (
        "The library may sign this person up for events. For that it keeps their name or nickname "
        "and their age, and notes when they came. Only the staff in charge of an event see this; "
        "it is used to run events and to count visits, and is never sold or handed on. "
        "You can withdraw at any time. Tickets you already have stay valid until you cancel them.",
        "图书馆可以为此人报名参加活动，为此保存其姓名或小名、年龄，并记录到场情况。"
        "只有负责该活动的工作人员能看到这些信息；信息只用于组织活动和统计人次，绝不出售，也不转交他人。"
        "您可以随时撤回同意；已有的入场码在您取消之前继续有效。",
    ),
    "photo": (
        "The library may take photos and film at events in which this person can be recognised, "
        "and show them on its own pages and noticeboards. No name is put beside a picture. "
        "You can withdraw at any time: we stop using the pictures and take them off our pages.",
        "图书馆可以在活动中拍摄能认出此人的照片和视频，并在本馆的网页和展板上展示，不在图片旁标注姓名。"
        "您可以随时撤回同意：我们会停止使用这些图片，并从本馆网页上撤下。",
    ),
    "publication": (
        "The library may show what this person makes at its events – a drawing, a text, a photo – "
        "in exhibitions, on its pages and in print, under the name you gave us. "
        "The work stays theirs. "
        "You can withdraw at any time: the work is then left out of everything not yet printed.",
        "图书馆可以在展览、本馆网页和印刷品中展示此人在活动中创作的作品（绘画、文字、照片等），"
        "并署上您提供的名字。作品的权利仍归作者本人。"
        "您可以随时撤回同意：此后尚未印制的内容都不再收入该作品。",
    ),
    "award_list": (
        "When this person wins a prize or reaches a reading goal, the library may put their name "
        "on the list that hangs in the library and stands on its pages. "
        "Children are listed by nickname. "
        "You can withdraw at any time: the name is taken off the lists; the prize stays theirs.",
        "此人获奖或达成阅读目标时，图书馆可以将其姓名列入馆内张贴和网页公布的名单；儿童只列小名。"
        "您可以随时撤回同意：姓名会从名单中删去，奖励不受影响。",
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
    apps.get_model("accounts", "ConsentText").objects.filter(version=1).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(publish_texts, withdraw_texts)]
