"""Drawn covers: the same name, the same drawing, and nothing in it but shapes."""

from xml.etree import ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cms import cover_art
from cms.cover_art.scenes import MOTIFS

SHAPES = {"svg", "rect", "path", "circle", "g"}


@pytest.mark.parametrize("motif", MOTIFS)
@pytest.mark.parametrize("seed", ["1", "2", "little-tree"])
def test_every_motif_is_a_drawing_of_plain_shapes(motif, seed):
    drawing = ElementTree.fromstring(cover_art.svg_for(seed, "#1f6f54", motif))  # noqa: S314

    assert {element.tag.partition("}")[2] for element in drawing.iter()} <= SHAPES
    assert drawing.get("viewBox") == "0 0 720 480"


@pytest.mark.parametrize("motif", MOTIFS)
def test_a_drawing_is_small_enough_for_a_list_of_them(motif):
    assert len(cover_art.svg_for("1", "#1f6f54", motif)) < 25_000


def test_the_same_words_give_the_same_drawing():
    first, again = (cover_art.svg_for("42", "#1f6f54", "reading") for _ in range(2))

    assert first == again


def test_another_seed_or_colour_gives_another_drawing():
    drawings = {
        cover_art.svg_for("42", "#1f6f54", "lecture"),
        cover_art.svg_for("43", "#1f6f54", "lecture"),
        cover_art.svg_for("42", "#b8452c", "lecture"),
    }

    assert len(drawings) == 3


def test_a_kind_has_its_own_motifs():
    chosen = {cover_art.motif_for("course", str(seed)) for seed in range(50)}

    assert chosen == {"phone", "brush", "tea"}


@given(
    kind=st.sampled_from([*cover_art.MOTIFS_OF, *MOTIFS]),
    seed=st.text(max_size=200),
    colour=st.sampled_from(["#1f6f54", "#FFFFFF", "#000000", "", "red"]),
)
def test_every_name_we_give_names_a_drawing(kind, seed, colour):
    name = cover_art.name_of(kind=kind, colour=colour, seed=seed)

    assert (cover_art.svg_named(name) or "").startswith("<svg ")


def test_an_unknown_kind_is_drawn_as_reading():
    assert cover_art.name_of(kind="bingo", colour="#1f6f54", seed="7") == "reading-1f6f54-7"


@pytest.mark.parametrize(
    "name",
    [
        "bingo-1f6f54-7",
        "reading-1f6f5-7",
        "reading-1f6f5g-7",
        "reading-1f6f54-",
        "reading-1f6f54-" + "7" * 61,
        "reading-1f6f54-<script>",
        "",
    ],
)
def test_other_names_name_nothing(name):
    assert cover_art.svg_named(name) is None


def test_the_address_of_a_drawing_may_be_kept(client):
    answer = client.get("/art/lecture-1f4468-42.svg")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "image/svg+xml"
    assert "public" in answer["Cache-Control"]
    assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.django_db
def test_an_address_of_nothing_is_not_found(client):
    assert client.get("/art/bingo-1f4468-42.svg").status_code == 404
    assert client.post("/art/lecture-1f4468-42.svg").status_code == 405
