"""Photos of an event: private, without a trace of place, on file only with recorded agreement."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.urls import reverse
from PIL import Image

from core import clock
from events.choices import PhotoAgreement
from events.errors import AgreementIncomplete, NotAPicture, PictureTooLarge, TooManyPhotos
from events.models import Event, EventPhoto
from events.services import photos
from events.services.photos import add_photos, describe_photo
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.factories.events import STARTS_AT, EventFactory
from tests.factories.network import BranchFactory
from tests.factories.staff import StaffScopeFactory
from tests.pages import parsed, words

pytestmark = pytest.mark.django_db

GPS, ORIENTATION, TURNED = 0x8825, 0x0112, 6


@pytest.fixture(autouse=True)
def _on_the_day(set_clock):
    set_clock(STARTS_AT)


@pytest.fixture
def event() -> Event:
    return EventFactory()


@pytest.fixture
def desk(event):
    client = Client()
    client.force_login(StaffScopeFactory(branch=event.branch).user)
    return client


def taken(name: str = "IMG_1.jpg", size: tuple[int, int] = (400, 300)) -> SimpleUploadedFile:
    """As a phone takes it: lying on its side, with the place where it was."""
    content = BytesIO()
    exif = Image.Exif()
    exif[ORIENTATION] = TURNED
    exif.get_ifd(GPS)[1] = "N"
    Image.new("RGB", size, "#3f8f4f").save(content, "JPEG", exif=exif)
    return SimpleUploadedFile(name, content.getvalue(), "image/jpeg")


def one(event: Event) -> EventPhoto:
    (photo,) = add_photos(event, [taken()], by=None, now=clock.now())
    return photo


def describe(photo: EventPhoto, **known) -> None:
    usual = {
        "caption_en": "",
        "caption_zh": "",
        "agreement": PhotoAgreement.WRITTEN,
        "agreed_by": "Lin Yue for Bean",
        "agreed_on": STARTS_AT.date(),
    }
    describe_photo(photo, **usual | known, by=None, now=clock.now())


def test_several_are_taken_in_at_once_upright_and_without_their_place(desk, event):
    answer = desk.post(
        reverse("desk:photos", args=[event.pk]), {"pictures": [taken("a.jpg"), taken("b.jpg")]}
    )

    assert answer["Location"] == reverse("desk:photos", args=[event.pk])
    first, _second = event.photos.all()
    assert (first.width, first.height) == (300, 400)
    assert first.agreement == PhotoAgreement.NONE
    with first.file.open() as file, Image.open(file) as picture:
        assert not picture.getexif()
    assert b"Exif" not in first.file.open().read()
    assert "IMG" not in first.file.name
    (line,) = LogEntry.objects.filter(action="events.photos_added")
    assert line.data == {"photos": 2}


def test_one_that_cannot_be_read_is_named_and_none_is_kept(desk, event):
    page = reverse("desk:photos", args=[event.pk])
    broken = SimpleUploadedFile("letter.jpg", b"Dear library", "image/jpeg")
    answer = desk.post(page, {"pictures": [taken(), broken]})

    assert answer.status_code == 422
    assert "letter.jpg is no picture" in answer.content.decode()
    assert not EventPhoto.objects.exists()


def test_only_what_cameras_write_is_read_whatever_else_pillow_knows(event):
    content = BytesIO()
    Image.new("RGB", (4, 4)).save(content, "PPM")
    with pytest.raises(NotAPicture):
        add_photos(event, [SimpleUploadedFile("a.jpg", content.getvalue())], by=None, now=STARTS_AT)


def test_each_refusal_has_its_code(event, monkeypatch):
    with pytest.raises(NotAPicture) as no_picture:
        add_photos(event, [SimpleUploadedFile("x", b"x")], by=None, now=STARTS_AT)
    monkeypatch.setattr(photos, "MOST_MEGABYTES", 0)
    with pytest.raises(PictureTooLarge) as large:
        add_photos(event, [taken()], by=None, now=STARTS_AT)
    monkeypatch.setattr(photos, "MOST_PHOTOS", 0)
    with pytest.raises(TooManyPhotos) as many:
        add_photos(event, [taken()], by=None, now=STARTS_AT)

    codes = [each.value.code for each in (no_picture, large, many)]
    assert codes == ["not_a_picture", "picture_too_large", "too_many_photos"]


def test_agreement_is_recorded_with_whose_it_is_and_the_day(desk, event):
    photo = one(event)
    answer = desk.post(
        reverse("desk:photo", args=[event.pk, photo.pk]),
        {
            "caption_en": "Reading aloud",
            "agreement": "written",
            "agreed_by": "Lin Yue for Bean",
            "agreed_on": "2026-05-09",
        },
    )

    assert answer.status_code == 302
    assert list(event.photos.agreed()) == [photo]
    photo.refresh_from_db()
    assert (photo.caption, photo.agreed_by) == ("Reading aloud", "Lin Yue for Bean")
    with connection.cursor() as cursor:
        cursor.execute("SELECT agreed_by FROM events_eventphoto")
        assert "Bean" not in cursor.fetchone()[0]
    (line,) = LogEntry.objects.filter(action="events.photo_agreement")
    assert "Bean" not in str(line.data)


@pytest.mark.parametrize(
    "missing", [{"agreed_by": ""}, {"agreed_on": ""}, {"agreed_on": "2026-06-01"}]
)
def test_agreement_without_a_name_or_a_day_is_refused_and_nothing_is_lost(desk, event, missing):
    photo = one(event)
    asked = {
        "caption_en": "Reading aloud",
        "agreement": "spoken",
        "agreed_by": "Lin Yue",
        "agreed_on": "2026-05-09",
    }
    answer = desk.post(reverse("desk:photo", args=[event.pk, photo.pk]), asked | missing)

    assert answer.status_code == 422
    assert str(AgreementIncomplete()) in answer.content.decode()
    assert 'value="Reading aloud"' in answer.content.decode()
    assert not event.photos.agreed().exists()


def test_where_nobody_can_be_recognised_nobody_needs_to_agree(event):
    photo = one(event)
    describe(photo, agreement=PhotoAgreement.NOBODY, agreed_by="", agreed_on=None)

    assert list(event.photos.agreed()) == [photo]


def test_agreement_can_be_taken_back(event):
    photo = one(event)
    describe(photo)
    describe(photo, agreement=PhotoAgreement.NONE)
    photo.refresh_from_db()

    assert (photo.agreed_by, photo.agreed_on) == ("", None)
    assert not event.photos.agreed().exists()


def test_the_database_wants_a_day_for_every_agreement(event):
    photo = one(event)

    with pytest.raises(IntegrityError), transaction.atomic():
        EventPhoto.objects.filter(pk=photo.pk).update(agreement=PhotoAgreement.SPOKEN)


def test_a_photo_and_its_file_are_deleted_together(desk, event, django_capture_on_commit_callbacks):
    photo = one(event)
    with django_capture_on_commit_callbacks(execute=True):
        desk.post(reverse("desk:remove_photo", args=[event.pk, photo.pk]))

    assert not EventPhoto.objects.exists()
    assert not photo.file.storage.exists(photo.file.name)
    assert LogEntry.objects.filter(action="events.photo_removed").count() == 1


def test_the_page_says_which_stay_in_the_house(desk, event):
    assert "There is no photo of it yet." in words(
        parsed(desk.get(reverse("desk:photos", args=[event.pk])))
    )
    photo = one(event)
    tree = parsed(desk.get(reverse("desk:photos", args=[event.pk])))
    small = desk.get(tree.select_one(".photos img")["src"])

    assert "not recorded: stays in the house" in words(tree)
    assert small["Content-Type"] == "image/jpeg"
    assert "no-store" in small["Cache-Control"]
    photo.file.storage.delete(photo.file.name)
    assert desk.get(tree.select_one(".photos img")["src"]).status_code == 404


def test_nobody_else_finds_them(event):
    photo = one(event)
    address = reverse("desk:photo_file", args=[event.pk, photo.pk])
    foreign, reviewer = Client(), Client()
    foreign.force_login(StaffScopeFactory(branch=BranchFactory()).user)
    reviewer.force_login(StaffScopeFactory(branch=event.branch, role=StaffRole.REVIEWER).user)

    assert foreign.get(address).status_code == 404
    assert reviewer.get(address).status_code == 302
    assert Client().get(address).status_code == 302
    other = reverse("desk:photo", args=[EventFactory(branch=event.branch).pk, photo.pk])
    insider = Client()
    insider.force_login(StaffScopeFactory(branch=event.branch).user)
    assert insider.get(other).status_code == 404
