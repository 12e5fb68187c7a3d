"""Every kind with words of its own has an example that shows all that a text may name."""

import pytest
from django.utils.translation import override

from notifications.services.kinds import descriptions
from notifications.services.own_words import reworded, shipped_words, values_of
from notifications.services.placeholders import check
from tests.events.parties import NOW

EXAMPLES = {name: each.example for name, each in descriptions if each.example}

pytestmark = pytest.mark.django_db


@pytest.fixture(params=["en", "zh-hans"])
def language(request):
    with override(request.param):
        yield request.param


@pytest.fixture(params=EXAMPLES)
def kind(request):
    return request.param


def test_there_are_some():
    assert {"registration-confirmed", "reminder", "event-cancelled"} <= set(EXAMPLES)


@pytest.mark.usefixtures("language")
def test_example_has_what_the_placeholders_promise(kind):
    letter = EXAMPLES[kind](NOW)
    assert set(values_of(letter)) == set(descriptions[kind].placeholders)
    assert [name for name, value in values_of(letter).items() if not value] == []


@pytest.mark.usefixtures("language")
def test_shipped_words_are_a_text_that_says_the_same(kind):
    letter = EXAMPLES[kind](NOW)
    words = shipped_words(letter)
    assert reworded(letter, words).text == letter.text
    assert reworded(letter, words).title == letter.title
    for text in (words.title, words.text, words.short):
        check(text, allowed=descriptions[kind].placeholders)
    check(words.text, allowed=descriptions[kind].placeholders, required=descriptions[kind].required)


def test_example_leads_nowhere_and_is_never_stored(kind, django_assert_num_queries):
    # Only a refusal is asked for its reason.
    with django_assert_num_queries(1 if kind == "place-declined" else 0):
        letter = EXAMPLES[kind](NOW)
    # Or to one's own list, which is at the same address for everybody.
    assert any(
        nothing in letter.link.url for nothing in ("EXAMPLE", "/events/", "/0/", "/p0.", "/me/")
    )
