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
    "volunteering": (
        "As a volunteer I come when I have taken a shift, or say in time that I cannot. I treat "
        "everyone with respect and keep to myself what I learn about readers. I follow the rules "
        "of the library and what its staff ask of me; nobody is ever alone with a child who is "
        "not theirs. The library insures me on my shifts, shows me what to do and thanks me; it "
        "pays no wage. For this it keeps what I say here, my shifts and my hours, seen by the "
        "staff in charge of volunteers; others on a shift see my nickname. I can stop at any time.",
        "作为志愿者，我认领班次后会按时到岗；不能来时会及时告知。我尊重每一个人，对所了解到的读者信息保密。"
        "我遵守图书馆的规定，听从工作人员的安排；任何人都不与他人的孩子单独相处。"
        "图书馆在班次期间为我投保，指导我工作并向我致谢，不支付报酬。"
        "为此，图书馆保存我在此填写的内容、我的班次和服务时长，只有负责志愿者的工作人员能看到；"
        "同班次的其他志愿者只看到我的昵称。我可以随时退出。",
    ),
    "minor_volunteer": (
        "As a guardian I agree that this young person helps at the library as a volunteer: only on "
        "shifts open to their age, with an adult in charge on site, and within the hours that the "
        "law allows. The library may keep their year of birth to see to this; only the staff in "
        "charge see it. I can withdraw at any time: shifts to come are then given to others.",
        "作为监护人，我同意此未成年人在图书馆做志愿者：只参加适合其年龄的班次，现场有成年人负责，"
        "时长不超过法律允许的范围。为此，图书馆可以保存其出生年份，只有负责的工作人员能看到。"
        "我可以随时撤回同意：此后的班次会让给他人。",
    ),
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
    apps.get_model("accounts", "ConsentText").objects.filter(version=1).delete()


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial")]

    operations = [migrations.RunPython(publish_texts, withdraw_texts)]
