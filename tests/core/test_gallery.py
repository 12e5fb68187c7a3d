"""The gallery draws whatever apps have hung, with every sample."""

from io import BytesIO, StringIO

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from PIL import Image

from certificates.choices import Orientation
from certificates.services.setting.designs import DESIGNS
from certificates.services.templates.presets import PRESETS
from cms.errors import NoTypesetting
from core import gallery
from core.registries import Registry
from events.services.printing import exhibits as of_events


@pytest.fixture
def wall(monkeypatch):
    registry = Registry("exhibit of the gallery")
    monkeypatch.setattr(gallery, "exhibits", registry)
    return registry


def test_it_draws_each_exhibit_with_each_sample_and_shows_them(wall, tmp_path):
    wall.register("card", lambda sample: sample.person.encode())
    told = StringIO()
    call_command("gallery", to=tmp_path / "new", stdout=told)

    names = {f"card-{sample.name}.png" for sample in gallery.SAMPLES}
    assert {path.name for path in (tmp_path / "new").iterdir()} == {*names, "index.html"}
    assert (tmp_path / "new" / "card-rare.png").read_text() == "㛃䶮𬭎"
    assert told.getvalue().startswith("6 pictures in ")
    page = (tmp_path / "new" / "index.html").read_text()
    assert all(f'src="{name}"' in page for name in names)


def test_one_may_ask_for_a_few_exhibits(wall, tmp_path):
    for name in ("card", "certificate-a", "certificate-b"):
        wall.register(name, lambda sample: b"")
    call_command("gallery", "certificate-", to=tmp_path, stdout=StringIO())
    drawn = {path.name.rpartition("-")[0] for path in tmp_path.glob("*.png")}
    assert drawn == {"certificate-a", "certificate-b"}


def test_what_cannot_be_drawn_is_told_in_a_sentence(wall, tmp_path):
    def refuse(sample):
        raise NoTypesetting

    wall.register("card", refuse)

    with pytest.raises(CommandError, match=str(NoTypesetting())):
        call_command("gallery", to=tmp_path)


def test_all_that_is_printed_hangs_in_it():
    names = {name for name, _draw in gallery.exhibits}

    assert {"poster-a4", "poster-a3", "picture-story", "picture-wechat-cover"} <= names
    assert {"leaflet", "programme-poster", "badges", "table-sign"} <= names
    certificates = {
        f"certificate-{preset}-{orientation}" for preset in PRESETS for orientation in Orientation
    }
    assert certificates <= names
    assert {preset["design"] for preset in PRESETS.values()} == set(DESIGNS)


def test_titles_of_any_length_leave_a_poster_its_foot():
    """The strip above the line of the foot stays empty, whatever stands above it."""
    for sample in gallery.SAMPLES:
        told = of_events.told_of_sample(sample)
        picture = Image.open(BytesIO(of_events.poster_png(told, None, scale=0.5))).convert("L")
        unit = picture.width / 210
        above = picture.crop((0, round(226.5 * unit), picture.width, round(229 * unit)))
        assert not any(above.histogram()[:200]), sample.name
