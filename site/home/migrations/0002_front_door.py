"""Replace Wagtail's welcome page by a home page in each language, so that no visitor meets it."""

import uuid

from django.conf import settings
from django.db import migrations
from django.utils import timezone

ROOT_PATH = "0001"
STEP = 4

HOME = {
    "en": {
        "title": "Home",
        "headline": "What is on at your library",
        "introduction": (
            "Stories, talks, courses and exhibitions, free for everyone. "
            "Find something near you this week."
        ),
    },
    "zh-hans": {
        "title": "首页",
        "headline": "书香就在家门口",
        "introduction": "讲故事、听讲座、学手机、看展览，全部免费。看看这周您身边有什么活动。",
    },
}


def open_front_door(apps, schema_editor):
    Locale = apps.get_model("wagtailcore", "Locale")
    Page = apps.get_model("wagtailcore", "Page")
    Site = apps.get_model("wagtailcore", "Site")
    HomePage = apps.get_model("home", "HomePage")
    ContentType = apps.get_model("contenttypes", "ContentType")

    if HomePage.objects.exists():
        return
    plain, _ = ContentType.objects.get_or_create(app_label="wagtailcore", model="page")
    kind, _ = ContentType.objects.get_or_create(app_label="home", model="homepage")
    root = Page.objects.get(path=ROOT_PATH)
    Page.objects.filter(depth=2, slug="home", content_type=plain, numchild=0).delete()

    last = Page.objects.filter(depth=2).order_by("path").last()
    number = int(last.path[-STEP:], 36) if last else 0
    same_page, now = uuid.uuid4(), timezone.now()
    homes = {}
    for offset, (language, words) in enumerate(HOME.items(), start=1):
        locale, _ = Locale.objects.get_or_create(language_code=language)
        slug = "home" if language == settings.LANGUAGE_CODE else f"home-{language}"
        homes[language] = HomePage.objects.create(
            **words,
            draft_title=words["title"],
            slug=slug,
            url_path=f"/{slug}/",
            path=ROOT_PATH + in_base_36(number + offset),
            depth=2,
            numchild=0,
            live=True,
            first_published_at=now,
            last_published_at=now,
            locale=locale,
            translation_key=same_page,
            content_type=kind,
        )
    root.numchild = Page.objects.filter(depth=2).count()
    root.save()
    Site.objects.update_or_create(
        is_default_site=True,
        defaults={"hostname": "localhost", "root_page": homes[settings.LANGUAGE_CODE]},
    )


def in_base_36(number):
    """As django-treebeard writes a step of a path."""
    digits = ""
    while number:
        number, digit = divmod(number, 36)
        digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"[digit] + digits
    return digits.rjust(STEP, "0")


class Migration(migrations.Migration):
    dependencies = [
        ("home", "0001_initial"),
        ("contenttypes", "0002_remove_content_type_name"),
        ("wagtailcore", "0098_apitoken"),
    ]

    operations = [migrations.RunPython(open_front_door, migrations.RunPython.noop)]
