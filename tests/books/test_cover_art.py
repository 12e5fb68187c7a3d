"""Covers drawn for books."""

from xml.etree import ElementTree

import pytest

from books import cover_art

TITLES = [
    "Matilda",
    "红楼梦",
    "哈利·波特与魔法石：二十周年纪念版典藏版",
    "The Curious Incident of the Dog in the Night-Time: A Novel, and What Came of It Afterwards",
    "Donaudampfschifffahrtsgesellschaftskapitän",
    "<script>alert(1)</script>",
    "a & b",
    "",
]


@pytest.mark.parametrize("title", TITLES)
def test_cover_is_a_picture_by_itself(title):
    svg = cover_art.svg_for(title, "E. B. White & “Friends”")
    root = ElementTree.fromstring(svg)  # noqa: S314 - drawn by us a line above

    assert {element.tag.split("}")[1] for element in root.iter()} <= {
        *("svg", "g", "rect", "path", "circle", "text"),
    }
    assert "href" not in svg


@pytest.mark.parametrize("title", TITLES)
def test_same_words_give_the_same_cover(title):
    assert cover_art.svg_for(title, "A") == cover_art.svg_for(title, "A")
    assert cover_art.digest_of(title, "A") == cover_art.digest_of(title, "A")


def test_other_words_give_another_cover():
    assert cover_art.digest_of("Matilda", "A") != cover_art.digest_of("Matilda", "B")


def words(title):
    root = ElementTree.fromstring(cover_art.svg_for(title, ""))  # noqa: S314 - drawn by us
    texts = [
        (e.text or "", float(e.get("font-size"))) for e in root.iter() if e.tag.endswith("text")
    ]
    return [text for text in texts if text[0]]


def test_short_chinese_title_runs_down_a_slip():
    assert [text for text, _size in words("红楼梦")] == ["红", "楼", "梦"]


def test_latin_title_is_broken_between_words():
    lines = [text for text, _size in words("The Very Hungry Caterpillar")]
    assert " ".join(lines) == "The Very Hungry Caterpillar"
    assert len(lines) > 1


def test_closing_mark_begins_no_line():
    lines = [text for text, _size in words("哈利·波特与魔法石，二十周年纪念版，典藏版，精装")]
    assert len(lines) > 1
    assert all(line[0] != "，" for line in lines)


@pytest.mark.parametrize("title", [title for title in TITLES if title])
def test_no_line_is_wider_than_the_cover(title):
    assert all(cover_art._length(text) * size <= 210 for text, size in words(title))
