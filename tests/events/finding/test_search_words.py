"""Texts and queries taken apart: what is kept, and what finds it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from events.services.finding.search.words import (
    as_it_sounds,
    as_written,
    known_words,
    pieces_of,
    plain,
    singular,
    sounds,
    splits,
    with_one_wrong,
    words_of_name,
    written_words,
)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("Story times", {"story", "times", "time", "storytime"}),
        ("Fox-hole", {"fox", "hole", "foxhole"}),
        ("Children’s Café", {"childrens", "children", "cafe", "childrenscafe"}),
        ("ＡＢＣ　１２３", {"abc", "123", "abc123"}),
        ("小树苗", {"小树", "树苗", "苗"}),
        ("小树·苗！", {"小树", "树苗", "苗"}),
        ("3D打印", {"3d", "打印", "印"}),
        ("読み聞かせ", {"読み", "み聞", "聞か", "かせ", "せ"}),
        ("이야기", {"이야", "야기", "기"}),
        ("🎉 !? ___", set()),
        ("", set()),
    ],
)
def test_words_of_a_text(text, words):
    assert set(written_words(text)) == words


@pytest.mark.parametrize(
    ("text", "heard"),
    [
        ("小树苗", {"~xiaoshu", "~shumiao", "~miao"}),
        ("Tea 茶", {"~cha"}),
        ("Tea", set()),
    ],
)
def test_sounds_of_a_text(text, heard):
    assert set(sounds(text)) == heard


def test_words_to_mend_mistyped_ones_with():
    text = "Story time with an Owl: 小树苗故事会，一二三四五六七"

    assert set(known_words(text)) == {
        *("story", "time", "with"),
        *("storytime", "timewith"),
        "xiaoshumiaogushihui",
    }


@pytest.mark.parametrize(
    ("word", "one"),
    [
        *[("stories", "story"), ("classes", "classe"), ("times", "time"), ("glass", "glass")],
        *[("bus", "bus"), ("campus", "campus"), ("heroes", "heroes"), ("naïves", "naïves")],
    ],
)
def test_plurals_lose_their_s(word, one):
    assert singular(word) == one


@pytest.mark.parametrize(
    ("word", "ways"),
    [
        ("xiaoshumiao", ("xiao", "shu", "miao")),
        ("xian", ("xi", "an")),
        ("lvyou", ("lv", "you")),
        ("storytime", None),
        ("miao", ("mi", "ao")),
    ],
)
def test_pinyin_is_read_without_spaces(word, ways):
    assert ways in splits(word) if ways else splits(word) == ()


def finds(query, text, *steps):
    """Whether each part of the query is in the text, as written or by one of these steps."""
    words = words_of_name(text)
    return all(
        as_written(piece).or_else(way for step in steps for way in step(piece)).fits(words)
        for piece in pieces_of(query)
    )


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("小树苗", "小树苗故事会"),
        ("小树苗 故事", "小树苗：故事会"),
        ("苗", "小树苗"),
        ("树", "小树苗"),
        ("storytime", "Story Time"),
        ("story time", "Storytime"),
        ("STORIES", "A story"),
        ("story", "Stories"),
        ("sto", "Story"),
        ("storyti", "Story time"),
        ("cafe", "Café"),
        ("childrens", "Children’s hour"),
        ("fox 狐狸", "狐狸 and Fox"),
    ],
)
def test_found_as_written(query, text):
    assert finds(query, text)


@pytest.mark.parametrize(
    ("query", "text"),
    [
        ("ox", "Fox"),
        ("sto fox", "Story, fox"),
        ("树小", "小树苗"),
        ("s", "Story"),
        ("women", "我们"),
        ("stroytime", "Storytime"),
    ],
)
def test_not_found_as_written(query, text):
    assert not finds(query, text)


@pytest.mark.parametrize(
    "query", ["xiaoshumiao", "xiaoshu", "shumiao", "xiao shu miao", "XiaoShuMi", "小书苗", "小樹苗"]
)
def test_found_by_its_sound(query):
    assert not finds(query, "小树苗故事会")
    assert finds(query, "小树苗故事会", as_it_sounds)


@pytest.mark.parametrize("query", ["小树灯", "小红苗", "大树苗", "小树苗故市会"])
def test_found_with_one_character_wrong(query):
    assert not finds(query, "小树苗故事会")
    assert finds(query, "小树苗故事会", with_one_wrong)


@pytest.mark.parametrize("query", ["大树灯", "小鸟", "树", "fox"])
def test_not_found_with_more_wrong(query):
    assert list(with_one_wrong(pieces_of(query)[0])) == [] or not finds(
        query, "小苗故事会", with_one_wrong
    )


def test_what_is_longer_than_a_title_is_taken_as_it_stands():
    """The ways to mistype a hundred characters would keep the database busy for seconds."""
    [title], [more] = pieces_of("读" * 16), pieces_of("读" * 17)
    assert len(with_one_wrong(title)) == 16
    assert with_one_wrong(more) == []


TEXTS = st.text(max_size=60)
LETTERS = st.text(alphabet="abcdefghijklmnopqrstuvwxyzäéß小树苗故事会'’ -·", max_size=40)


@given(TEXTS | LETTERS)
def test_every_text_is_found_by_itself(text):
    assert finds(text, text)


@given(LETTERS, LETTERS, LETTERS)
def test_more_text_hides_nothing(before, text, after):
    assert finds(text, f"{before}. {text} .{after}") or not pieces_of(text)


@given(TEXTS | LETTERS)
def test_case_and_width_make_no_difference(text):
    assert plain(plain(text)) == plain(text)
    assert set(written_words(plain(text))) == set(written_words(text))


@given(TEXTS)
def test_words_hold_nothing_that_would_need_escaping(text):
    for word in (*written_words(text), *sounds(text), *known_words(text)):
        assert not set(word) & set(" '\"\\&|!()<>:*\0")
        assert 0 < len(word) <= 60
