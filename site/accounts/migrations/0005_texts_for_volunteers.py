"""The first version of what volunteers, and the guardians of minors among them, agree to."""

from datetime import date

from django.db import migrations

IN_FORCE_FROM = date(2026, 1, 1)

TEXTS = {
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
    dependencies = [("accounts", "0004_legal_identities")]

    operations = [migrations.RunPython(publish_texts, withdraw_texts)]
