"""The pages that everyone must be able to read, in every mode: add yours to one of the lists.

A name in braces stands for an address that `make_small_library` gives. `visit` goes to all of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from typing import Any
from urllib.parse import urljoin

from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, ViewportSize

from accounts.models import Household, User
from brands.models import BrandPage, ProgrammePage
from events.choices import FollowKind, QuestionKind
from events.models import Event, EventSpeaker, Registration
from home.services.page_tree import ensure_page_tree
from network.models import OpeningHours
from rewards.choices import Way
from rewards.services.earning.ledger import record
from tests.factories.books import BookListFactory
from tests.factories.brands import BrandFactory, BrandMatrixFactory, ProgrammeFactory
from tests.factories.certificates import CertificateFactory
from tests.factories.conduct import NoShowFactory, RestrictionFactory
from tests.factories.door import ticket
from tests.factories.events import EventFactory, SessionFactory
from tests.factories.network import BranchFactory, RoomFactory
from tests.factories.people import ChildFactory, HouseholdFactory, UserFactory
from tests.factories.questions import QuestionFactory
from tests.factories.reports import published_report
from tests.factories.rewards import (
    BingoFieldFactory,
    ChallengeFactory,
    ReaderFactory,
    ReadingGroupFactory,
)

PHONE: ViewportSize = {"width": 390, "height": 844}
DESKTOP: ViewportSize = {"width": 1280, "height": 900}
ZOOMED: ViewportSize = {"width": 320, "height": 256}
"""A desktop at 400 %, as WCAG 2.2 describes reflow."""

PATIENCE = 30_000
"""Milliseconds that a page may take: a busy machine is slow, not wrong. Benchmarks tell times."""

LANGUAGES = {"english": "", "chinese": "/zh-hans"}
"""What addresses begin with."""

PAGES = [
    "/",
    "/events/",
    "/events/?q=fox&age=five&weekday=6",
    "/events/?q=dragons",
    "/events/?view=week",
    "/events/?view=month",
    "/events/?view=map",
    "{event}",
    "/brands/",
    "/brands/little-tree/",
    "/brands/little-tree/bedtime/",
    "/branches/",
    "{branch}",
    "/about/",
    "/books/",
    "{books}",
    "/reading/",
    "{challenge}",
    "{challenge}leaderboard/",
    "/events/embed/",
    "/events/on-your-site/?brand=little-tree",
    "{event}register/",
    "{ticket}",
    "{ticket}answers/",
    "{ticket}cancel/",
    "{missed}",
    "{ticket}people/",
    "/reports/",
    "{report}",
    "/open-data/",
    "{certificate}",
    "/accounts/login/",
    "/offline/",
    "/no-such-page/",
]
"""For everyone."""

PAGES_OF_A_READER = [
    "/me/",
    "/me/account/",
    "/me/messages/",
    "/me/following/",
    "/me/calendar/",
    "{follow}",
    "{challenge}join/",
    "{challenge}groups/new/",
    "/reading/log/",
    "/reading/codes/",
    "/reading/me/",
    "{reader}",
    "{reader}name/",
    "{reader}missing/",
    "/reading/groups/",
    "{group}",
    "/me/certificates/",
    "/me/family/",
    "/me/family/children/new/",
    "/me/family/adults/new/",
    "/accounts/email/",
    "/accounts/2fa/",
]
"""For a reader with a child, who is signed in; see `cookie_of_reader`."""

READER = "reader@example.org"


def at_ten(days: int) -> datetime:
    """Ten in the morning, some days from now."""
    day = timezone.localdate() + timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(10)))


def make_small_library() -> dict[str, str]:
    """Something on in both languages, and the addresses that depend on keys, by their names."""
    brand = BrandFactory(
        matrix=BrandMatrixFactory(), slug="little-tree", name_en="Little Tree", name_zh="小树苗"
    )
    programme = ProgrammeFactory(brand=brand, slug="bedtime", name_en="Bedtime", name_zh="睡前")
    for language, index in ensure_page_tree(brand.matrix).brands.items():
        suffix = "zh" if language == "zh-hans" else "en"
        told = BrandPage(
            title=getattr(brand, f"name_{suffix}"),
            slug="little-tree",
            brand=brand,
            locale=index.locale,
        )
        index.add_child(instance=told)
        told.add_child(
            instance=ProgrammePage(
                title=getattr(programme, f"name_{suffix}"),
                slug="bedtime",
                programme=programme,
                locale=index.locale,
            )
        )
    city = BranchFactory(name_en="City Library", name_zh="市图书馆", address_en="1 River Road")
    village = BranchFactory(name_en="Village Room", name_zh="村阅书房", parent=city)
    BranchFactory(name_en="Mobile stop", name_zh="流动服务点", parent=village)
    for weekday in range(7):
        OpeningHours.objects.create(
            branch=city, weekday=weekday, opens_at=time(9), closes_at=time(21)
        )
    room = RoomFactory(branch=city, name_en="Attic", name_zh="阁楼")
    told_of = {"brand": brand, "programme": programme, "branch": city, "sessions": 0}
    course = EventFactory(
        title_en="Fox tales",
        title_zh="狐狸的故事",
        summary_en="Three stories.",
        description_en="<p>We read.</p><h3>Then</h3><ul><li>Tea</li></ul>",
        **told_of,
    )
    for week in range(3):
        SessionFactory(event=course, starts_at=at_ten(1 + 7 * week), room=room)
    EventSpeaker.objects.create(event=course, name_en="Lin Yue", name_zh="林悦", about_en="Reads")
    for kind in QuestionKind:
        QuestionFactory(event=course, kind=kind, help_en="Only if you like.", help_zh="可不填。")
    only_chinese = EventFactory(title_en="", title_zh="老城影像展", **told_of)
    SessionFactory(event=only_chinese, starts_at=at_ten(2), branch=village)
    reader = UserFactory(email=READER, name="Lin Yue")
    ChildFactory(household=HouseholdFactory(user=reader), person__name="Bean")
    registration = ticket(course, "Lin Yue", household=reader.person.memberships.get().household)
    missed = missed_by(registration.household, **told_of)
    reading = read_along(reader, brand=brand, branch=city)
    return {
        "books": BookListFactory(title_en="Foxes", title_zh="狐狸").get_absolute_url(),
        "event": Event.objects.get(pk=course.pk).get_absolute_url(),
        "follow": reverse("follow", args=[FollowKind.EVENT, course.pk]),
        "branch": city.get_absolute_url(),
        "ticket": registration.get_absolute_url(),
        "missed": reverse("ticket_missed", args=[missed.code]),
        "certificate": CertificateFactory(
            issuer=city, holder__person=reader.person, holder__shows_name=True
        ).get_absolute_url(),
        "report": published_report(
            first_day=(today := timezone.localdate()) - timedelta(days=60),
            last_day=today - timedelta(days=1),
            now=timezone.now(),
        ).get_absolute_url(),
        **reading,
    }


def read_along(reader: User, **told_of: Any) -> dict[str, str]:
    """A challenge with all that a challenge can have, and a reader in the middle of it."""
    today = timezone.localdate()
    challenge = ChallengeFactory(
        title_en="Thirty books",
        title_zh="三十本书",
        summary_en="Read thirty books.",
        story_en="Write down what you read.",
        first_day=today - timedelta(days=20),
        last_day=today + timedelta(days=20),
        log_until=today + timedelta(days=30),
        collect_until=today + timedelta(days=60),
        goal=50,
        shows_leaderboard=True,
        streak_days=2,
        book_list=BookListFactory(title_en="Owls", title_zh="猫头鹰"),
        tiers=[2, 30],
        **told_of,
    )
    for position in range(1, 10):
        BingoFieldFactory(challenge=challenge, position=position)
    group = ReadingGroupFactory(challenge=challenge, made_by=reader, goal=40)
    reading = ReaderFactory(
        challenge=challenge,
        person=reader.person,
        group=group,
        nickname="Owl",
        in_leaderboard=True,
    )
    for days in (3, 2, 0):
        record(
            reader_id=reading.pk,
            way=Way.OWN_LOG,
            amount=1,
            day=today - timedelta(days=days),
            source=f"log:{days}",
            title="Owls at night",
            now=timezone.now(),
            by=reader,
        )
    return {
        "challenge": challenge.get_absolute_url(),
        "reader": reverse("reader", args=[reading.pk]),
        "group": reverse("reading_group", args=[group.pk]),
    }


def missed_by(household: Household | None, **told_of: Any) -> Registration:
    """An event that the household missed last week, and for which others go first now."""
    event = EventFactory(title_en="Owl hour", title_zh="猫头鹰故事会", **told_of)
    session = SessionFactory(event=event, starts_at=at_ten(-7))
    registration = ticket(event, "Lin Yue", household=household)
    no_show = NoShowFactory(registration=registration)
    RestrictionFactory(
        registration=registration,
        source=f"no-show:{no_show.pk}",
        happened_at=session.ends_at,
        ends_at=at_ten(20),
    )
    return registration


def cookie_of_reader() -> str:
    """The session in which the reader of the small library is signed in."""
    client = Client()
    client.force_login(User.objects.get(email=READER))
    return client.cookies["sessionid"].value


def visit(page: Page, addresses: dict[str, str], prefix: str) -> Iterator[str]:
    """Show each page in turn, first as a stranger, then as the reader; gives its path."""
    for path in PAGES:
        page.goto(prefix + path.format(**addresses))
        yield path
    root = urljoin(page.url, "/")
    page.context.add_cookies([{"name": "sessionid", "value": cookie_of_reader(), "url": root}])
    for path in PAGES_OF_A_READER:
        page.goto(prefix + path.format(**addresses))
        assert "/accounts/login/" not in page.url, path
        yield path
