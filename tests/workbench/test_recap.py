"""The look back on an event: one form, then its page, an article for WeChat, and evidence."""

from datetime import timedelta
from io import BytesIO
from zipfile import ZipFile

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from brands.choices import EventKind
from core import clock
from events.choices import PhotoAgreement
from events.errors import RecapNeedsReview
from events.models import Event, EventPhoto, Headcount
from events.services.photos import remove_photo
from events.services.recap import (
    NO_PHOTOS,
    approve_recap,
    fingerprint_of_photos,
    photos_of_recap,
    recap_of,
)
from network.choices import ReviewRule
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import STARTS_AT, EventFactory, SessionFactory
from tests.factories.feedback import FeedbackFactory
from tests.factories.network import BranchFactory
from tests.factories.registrations import HeadcountFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words
from tests.workbench.test_photos import describe, one
from workbench.services.evidence.chapters import chapter_of, evidence_events

pytestmark = pytest.mark.django_db

COUNTED = "7d9f6f3e-4a0a-4a29-b0a6-2a8f5e9a3f11"


@pytest.fixture(autouse=True)
def _on_the_day_after(set_clock):
    set_clock(STARTS_AT + timedelta(days=1))


@pytest.fixture
def event():
    return EventFactory(title_en="Paper boats", title_zh="纸船")


@pytest.fixture
def desk(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch).user)
    return client


def address(event, name="recap", *args):
    return reverse(f"desk:{name}", args=[event.pk, *args])


def write(client, event, **fields):
    usual = {"text_en": "Nobody wanted to go home.", "text_zh": "谁都不想回家。"}
    counts = {"adults": 0, "children": 0, "counted": COUNTED}
    stored = recap_of(event)
    seen = {
        "seen": stored.fingerprint if stored else "",
        "seen_photos": fingerprint_of_photos(photos_of_recap(event)),
        "seen_quotes": ",".join(str(each.pk) for each in event.feedback.filter(is_public=True)),
    }
    return client.post(address(event), usual | counts | seen | fields)


def public_page(event):
    return parsed(Client().get(event.get_absolute_url()))


def test_one_form_becomes_the_page_of_the_event(desk, event):
    shown, kept = one(event), one(event)
    describe(shown, caption_en="The fleet", caption_zh="船队")
    describe(kept, caption_en="Not chosen")
    quote = FeedbackFactory(event=event, words="Again, please", may_be_quoted=True)

    answer = write(desk, event, photos=[shown.pk], quotes=[str(quote.pk)], then="publish")
    assert LogEntry.objects.filter(action="events.quote_shown", object_id=event.pk).count() == 1

    assert answer["Location"] == address(event)
    page = public_page(event)
    told = words(page.main)
    for text in ("Nobody wanted to go home.", "The fleet", "Again, please"):
        assert text in told
    assert "Not chosen" not in told
    (picture,) = page.select(".recap-photos img")
    # What it shows stands in its caption: said twice, it would be read out twice.
    assert picture["alt"] == "Photo 1 of the event"
    assert words(page.select_one(".recap-photos figcaption")) == "The fleet"
    photo = Client().get(picture["src"])
    assert photo["Content-Type"] == "image/jpeg"
    assert "max-age=3600" in photo["Cache-Control"]
    assert picture["src"] in page.select_one('[type="application/ld+json"]').text


def test_nothing_is_public_before_it_is_published(desk, event):
    photo = one(event)
    describe(photo)
    write(desk, event, photos=[photo.pk])
    assert "Nobody wanted" not in words(public_page(event).main)
    assert recap_of(event).text_en == "Nobody wanted to go home."


def test_photo_whose_agreement_is_taken_back_is_gone_at_once(desk, event):
    photo = one(event)
    describe(photo)
    write(desk, event, photos=[photo.pk], then="publish")
    url = public_page(event).select_one(".recap-photos img")["src"]
    describe(photo, agreement=PhotoAgreement.NONE)
    assert not public_page(event).select(".recap-photos img")
    assert Client().get(url).status_code == 404


def test_photos_of_what_is_for_colleagues_alone_are_not_public(desk, event):
    photo = one(event)
    describe(photo)
    write(desk, event, photos=[photo.pk], then="publish")
    url = public_page(event).select_one(".recap-photos img")["src"]
    Event.objects.filter(pk=event.pk).update(kind=EventKind.INTERNAL)
    assert Client().get(url).status_code == 404


def test_database_shows_no_photo_without_agreement(event):
    photo = one(event)
    photo.is_in_recap = True
    with pytest.raises(IntegrityError), transaction.atomic():
        photo.save()


def test_photo_without_agreement_cannot_be_chosen_and_nothing_typed_is_lost(desk, event):
    answer = write(desk, event, photos=[one(event).pk])
    assert answer.status_code == 422
    assert "Nobody wanted to go home." in answer.content.decode()
    assert recap_of(event) is None


def test_deleting_a_photo_deletes_its_copy_too(desk, event, django_capture_on_commit_callbacks):
    photo = one(event)
    describe(photo)
    write(desk, event, photos=[photo.pk], then="publish")
    Client().get(public_page(event).select_one(".recap-photos img")["src"])
    folder = f"photos/{event.pk}"
    assert len(photo.file.storage.listdir(folder)[1]) == 2
    with django_capture_on_commit_callbacks(execute=True):
        remove_photo(photo, by=None)
    assert photo.file.storage.listdir(folder)[1] == []


class TestCounting:
    def test_a_count_put_right_is_a_further_line_and_counts_once(self, desk, event):
        HeadcountFactory(session=event.sessions.get(), adults=3)
        form = parsed(desk.get(address(event)))
        assert form.select_one('[name="adults"]')["value"] == "3"
        for _ in range(2):
            write(desk, event, adults=12, children=4)
        lines = Headcount.objects.filter(session__event=event)
        assert [(line.adults, line.children) for line in lines] == [(3, 0), (9, 4)]

    def test_several_sessions_are_counted_at_their_doors(self, desk, event, set_clock):
        SessionFactory(event=event, starts_at=STARTS_AT + timedelta(days=7))
        set_clock(STARTS_AT + timedelta(days=9))
        assert not parsed(desk.get(address(event))).select('[name="adults"]')


class TestPublishing:
    def test_waits_for_the_end_and_keeps_what_was_written(self, desk, event, set_clock):
        set_clock(STARTS_AT)
        answer = write(desk, event, then="publish")
        assert answer.status_code == 422
        assert "not over yet" in answer.content.decode()
        assert recap_of(event).text_en == "Nobody wanted to go home."
        assert not recap_of(event).is_public

    def test_says_something(self, desk, event):
        answer = write(desk, event, text_en="", text_zh=" ", then="publish")
        assert answer.status_code == 422
        write(desk, event, then="publish")
        assert write(desk, event, text_en="", text_zh="").status_code == 422
        assert "Nobody wanted" in words(public_page(event).main)

    def test_is_taken_down(self, desk, event):
        write(desk, event, then="publish")
        write(desk, event, then="take_down")
        assert "Nobody wanted" not in words(public_page(event).main)

    def test_is_for_those_who_hold_the_event(self, event):
        client = Client()
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        assert client.get(address(event)).status_code == 404
        assert write(client, event).status_code == 404
        client.force_login(StaffScopeFactory(role=StaffRole.DIRECTOR).user)
        assert write(client, event, then="publish").status_code in (302, 403)
        assert recap_of(event) is None


class TestTwoAtOnce:
    def test_an_old_form_writes_over_nobody_and_shows_both(self, desk, event):
        colleague = Client()
        colleague.force_login(StaffScopeFactory(branch=event.branch).user)
        write(desk, event)
        old = recap_of(event).fingerprint
        write(colleague, event, text_en="It rained, and nobody minded.")

        refused = write(desk, event, text_en="It was my day.", seen=old)

        assert refused.status_code == 409
        page = BeautifulSoup(refused.content, "html.parser")
        assert page.select_one("[name=text_en]").text.strip() == "It was my day."
        assert "It rained, and nobody minded." in words(page.select_one(".help-warning"))
        assert recap_of(event).text_en == "It rained, and nobody minded."
        (now_seen,) = (field["value"] for field in page.select("[name=seen]"))
        write(desk, event, text_en="It was our day.", seen=now_seen)
        assert recap_of(event).text_en == "It was our day."

    def test_who_has_changed_nothing_takes_nothing_back(self, desk, event):
        write(desk, event)
        old = recap_of(event).fingerprint
        write(desk, event, text_en="It rained.")
        assert write(desk, event, seen=old).status_code == 302
        assert recap_of(event).text_en == "It rained."

    @pytest.fixture
    def three(self, event):
        """Photos with agreement."""
        photos = [one(event) for _ in range(3)]
        for photo in photos:
            describe(photo)
        return [photo.pk for photo in photos]

    def test_of_two_who_tick_photos_the_later_one_sees_what_the_other_chose(
        self, desk, event, three
    ):
        write(desk, event, photos=three)
        old = fingerprint_of_photos(photos_of_recap(event))
        write(desk, event, photos=three[:1])

        refused = write(desk, event, photos=three[1:], seen_photos=old)

        page = parsed(refused, status=409)
        assert "A colleague has chosen photos here meanwhile." in words(page)
        (chosen,) = page.select(".recap-choices .help-warning img")
        assert chosen["src"] == address(event, "photo_file", three[0])
        ticked = [int(box["value"]) for box in page.select("[name=photos][checked]")]
        assert ticked == three[1:]
        assert [photo.pk for photo in photos_of_recap(event)] == three[:1]
        now_seen = page.select_one("[name=seen_photos]")["value"]
        assert write(desk, event, photos=three[1:], seen_photos=now_seen).status_code == 302
        assert [photo.pk for photo in photos_of_recap(event)] == three[1:]

    def test_whoever_has_ticked_nothing_else_leaves_the_photos_of_a_colleague(
        self, desk, event, three
    ):
        write(desk, event, photos=three)
        old = fingerprint_of_photos(photos_of_recap(event))
        write(desk, event, photos=three[:1])
        sent = write(desk, event, text_en="It rained.", photos=three, seen_photos=old)
        assert sent.status_code == 302
        assert recap_of(event).text_en == "It rained."
        assert [photo.pk for photo in photos_of_recap(event)] == three[:1]

    def test_nothing_is_kept_of_a_form_whose_photos_are_refused(self, desk, event, three):
        write(desk, event, photos=three[:1])
        refused = write(desk, event, text_en="It rained.", photos=three[1:], seen_photos=NO_PHOTOS)
        assert refused.status_code == 409
        assert recap_of(event).text_en == "Nobody wanted to go home."

    def test_a_photo_that_is_gone_meanwhile_is_told(self, desk, event, three):
        describe(EventPhoto.objects.get(pk=three[0]), agreement=PhotoAgreement.NONE)
        refused = write(desk, event, photos=three)
        assert refused.status_code == 422
        assert "A photo that you had ticked may not be shown any more." in refused.text

    def test_quotes_are_put_up_and_taken_down_each_by_itself(self, desk, event):
        mine, theirs = (
            FeedbackFactory(event=event, words=word, may_be_quoted=True) for word in ("a", "b")
        )
        write(desk, event, quotes=[str(theirs.pk)])
        write(desk, event, quotes=[str(mine.pk)], seen_quotes="")
        assert event.feedback.filter(is_public=True).count() == 2
        write(desk, event, quotes=[str(mine.pk)])
        assert [each.pk for each in event.feedback.filter(is_public=True)] == [mine.pk]


class TestReview:
    @pytest.fixture
    def event(self):
        return EventFactory(branch__review_rule=ReviewRule.ONE)

    @pytest.fixture
    def reviewer(self, event):
        client = Client()
        scope = StaffScopeFactory(branch=event.branch, role=StaffRole.REVIEWER)
        client.force_login(scope.user)
        return client

    def waiting(self, client):
        page = parsed(client.get("/admin/"))
        return [link["href"] for link in page.select(".matters a")]

    def test_somebody_else_looks_at_it_first(self, desk, event, reviewer):
        photo = one(event)
        describe(photo)
        write(desk, event, photos=[photo.pk], then="publish")
        url = address(event, "review_recap")

        assert not recap_of(event).is_public
        assert self.waiting(reviewer) == [url]
        assert url not in self.waiting(desk)
        assert desk.get(url).status_code in (302, 403)
        form = parsed(reviewer.get(url))
        assert "Nobody wanted to go home." in words(form)
        picture = reviewer.get(form.select_one(".photos img")["src"])
        assert picture["Content-Type"] == "image/jpeg"
        seen = form.select_one("[name=seen]")["value"]
        assert reviewer.post(url, {"decision": "approve", "seen": seen}).status_code == 302
        assert "Nobody wanted to go home." in words(public_page(event).main)
        assert reviewer.get(url).status_code == 404

    def test_what_is_changed_later_waits_again(self, desk, event, reviewer):
        write(desk, event, then="publish")
        url = address(event, "review_recap")
        seen = recap_of(event).fingerprint
        write(desk, event, text_en="Something else.")
        refused = reviewer.post(url, {"decision": "approve", "seen": seen})
        assert refused.status_code == 422
        reviewer.post(url, {"decision": "approve", "seen": recap_of(event).fingerprint})
        assert recap_of(event).is_public
        write(desk, event, text_en="Once more.")
        assert not recap_of(event).is_public
        assert self.waiting(reviewer) == [url]

    def approve(self, reviewer, event):
        url = address(event, "review_recap")
        seen = parsed(reviewer.get(url)).select_one("[name=seen]")["value"]
        return reviewer.post(url, {"decision": "approve", "seen": seen})

    def test_photos_that_come_meanwhile_are_not_approved_unseen(self, desk, event, reviewer):
        write(desk, event, then="publish")
        url = address(event, "review_recap")
        seen = parsed(reviewer.get(url)).select_one("[name=seen]")["value"]
        photo = one(event)
        describe(photo)
        write(desk, event, photos=[photo.pk])
        assert reviewer.post(url, {"decision": "approve", "seen": seen}).status_code == 422
        assert not recap_of(event).is_public
        self.approve(reviewer, event)
        assert recap_of(event).is_public

    def test_another_caption_waits_again(self, desk, event, reviewer):
        photo = one(event)
        describe(photo, caption_en="The fleet")
        write(desk, event, photos=[photo.pk], then="publish")
        self.approve(reviewer, event)
        photo.refresh_from_db()
        describe(photo, caption_en="The fleet", agreed_by="Lin Yue")
        assert recap_of(event).is_public
        describe(photo, caption_en="Words that nobody has looked at")
        assert not recap_of(event).is_public
        assert self.waiting(reviewer) == [address(event, "review_recap")]

    def test_what_is_taken_down_asks_for_nothing(self, desk, event, reviewer):
        write(desk, event, then="publish")
        self.approve(reviewer, event)
        write(desk, event, text_en="Better not.", then="take_down")
        assert not recap_of(event).is_public
        assert self.waiting(reviewer) == []

    def test_it_is_sent_back_with_a_reason(self, desk, event, reviewer):
        write(desk, event, then="publish")
        url = address(event, "review_recap")
        assert reviewer.post(url, {"decision": "reject"}).status_code == 422
        reviewer.post(url, {"decision": "reject", "comment": "Name the boats."})
        assert "Name the boats." in desk.get(address(event)).content.decode()
        assert self.waiting(reviewer) == []

    def test_nobody_approves_what_they_have_written_in(self, desk, event):
        write(desk, event, then="publish")
        author = LogEntry.objects.get(action="events.recap_written").user
        StaffScopeFactory(user=author, branch=event.branch, role=StaffRole.REVIEWER)
        assert desk.get(address(event, "review_recap")).status_code == 404
        with pytest.raises(RecapNeedsReview):
            approve_recap(event, seen=recap_of(event).fingerprint, by=author, now=clock.now())


class TestWeChat:
    def test_article_has_looks_of_its_own_and_says_where_pictures_go(self, desk, event):
        photo = one(event)
        describe(photo, caption_zh="船队")
        write(desk, event, photos=[photo.pk], text_zh="<b>谁都</b>不想回家。\r\n\r\n下次见。")
        article = parsed(desk.get(address(event))).select_one("#article")
        assert article["lang"] == "zh-hans"
        for text in ("纸船", "<b>谁都</b>不想回家。", "下次见。", "船队"):
            assert text in words(article)
        assert not article.select("[class]")
        assert not article.select("b")
        assert len(article.select("p[style]")) == len(article.select("p"))

    def test_pictures_come_in_their_order_with_a_cover(self, desk, event):
        photo = one(event)
        describe(photo)
        write(desk, event, photos=[photo.pk])
        answer = desk.get(address(event, "recap_pictures", "zh-hans"))
        with ZipFile(BytesIO(answer.content)) as archive:
            assert archive.namelist() == ["00-cover.png", "01.jpg", "article.txt", "article.html"]
            assert "谁都不想回家。" in archive.read("article.txt").decode()
        assert desk.get(address(event, "recap_pictures", "fr")).status_code == 404


def test_evidence_tells_what_was_published(desk, event):
    write(desk, event, then="publish")
    user = StaffScopeFactory(branch=event.branch).user
    told = evidence_events(Event.objects.all(), event.first_starts_at, event.last_ends_at).get()
    assert chapter_of(told, for_user=user, now=clock.now()).recap == "Nobody wanted to go home."
