"""Texts of the library's own: filled, never executed, and refused where they could not be."""

import string

import pytest
from django.utils.translation import override
from hypothesis import given
from hypothesis import strategies as st

from notifications.errors import MissingPlaceholder, StrayBrace, UnknownPlaceholder
from notifications.models import MessageText
from notifications.services.kinds import Letter, Link
from notifications.services.own_words import Words, in_own_words, reworded, shipped_words
from notifications.services.placeholders import check, fill

NAMES = ["event", "when", "reference"]
LETTER = Letter(
    title="Your ticket: Lanterns",
    paragraphs=("You have your places at Lanterns.", "It begins at 10:00."),
    facts=(("When", "10:00"), ("Where", "Riverside")),
    link=Link("Show the ticket", "http://localhost:8000/tickets/CODE/"),
    closing=("See you at Lanterns.",),
    values={"event": "Lanterns", "when": "10:00", "reference": ""},
)

anything = st.text(max_size=60)
harmless = st.text(alphabet=st.characters(exclude_characters="{}"), max_size=30)
values = st.dictionaries(st.sampled_from(NAMES), anything)


class TestFilling:
    def test_names_become_values(self):
        assert fill("{event} at {when}", {"event": "Lanterns", "when": "10"}) == "Lanterns at 10"

    @pytest.mark.parametrize(
        ("text", "filled"),
        [
            ("{event.__class__}", ""),
            ("{event[0]}", ""),
            ("{event!r:>10}", ""),
            ("{0}{}", ""),
            ("{{event}}", "{VALUE}"),
            ("{% now 'Y' %}", ""),
            ("%(event)s", "%(event)s"),
            ("$event ${event.pk}", "$event $"),
        ],
    )
    def test_nothing_is_looked_up(self, text, filled):
        assert fill(text, {"event": "VALUE"}) == filled

    @given(anything, values)
    def test_any_text_can_be_filled(self, text, given_values):
        assert isinstance(fill(text, given_values), str)

    @given(harmless, values)
    def test_text_without_placeholders_stays_as_it_is(self, text, given_values):
        assert fill(text, given_values) == text

    @given(st.lists(st.tuples(harmless, st.sampled_from(NAMES))), values)
    def test_values_are_put_in_once_and_whole(self, pieces, given_values):
        """A value that looks like a placeholder, such as a title "{when}", is said as it is."""
        text = "".join(words + "{" + name + "}" for words, name in pieces)
        said = "".join(words + given_values.get(name, "") for words, name in pieces)
        assert fill(text, given_values) == said


class TestChecking:
    @given(st.lists(st.tuples(harmless, st.sampled_from(NAMES))))
    def test_known_placeholders_are_welcome(self, pieces):
        check("".join(words + "{" + name + "}" for words, name in pieces), allowed=NAMES)

    @given(anything)
    def test_what_is_accepted_leaves_no_brace_behind(self, text):
        try:
            check(text, allowed=NAMES)
        except (UnknownPlaceholder, StrayBrace):
            return
        filled = fill(text, dict.fromkeys(NAMES, ""))
        assert "{" not in filled
        assert "}" not in filled

    @given(st.text(string.ascii_lowercase, min_size=1).filter(lambda name: name not in NAMES))
    def test_unknown_name_is_named_with_those_that_are_known(self, name):
        with pytest.raises(UnknownPlaceholder) as refusal:
            check("Hello {" + name + "}", allowed=NAMES)
        assert str(refusal.value) == (
            f"There is no placeholder {{{name}}} here. "
            "You can use: {event}, {when}, {reference}."
        )

    @pytest.mark.parametrize("text", ["{", "}", "{event", "event}", "{{event}}", "{event\n}", "}{"])
    def test_lone_braces_are_refused(self, text):
        with pytest.raises(StrayBrace):
            check(text, allowed=NAMES)

    @pytest.mark.parametrize("text", ["{event.title}", "{ event }", "{Event}", "{}", "{event!r}"])
    def test_nothing_but_the_plain_name_will_do(self, text):
        with pytest.raises(UnknownPlaceholder):
            check(text, allowed=NAMES)

    def test_what_the_reader_needs_is_demanded(self):
        check("{event} {when}", allowed=NAMES, required=["when"])
        with pytest.raises(MissingPlaceholder, match=r"\{when\}"):
            check("{event}", allowed=NAMES, required=["when"])


class TestRewording:
    def test_facts_and_link_stand_where_they_are_put(self):
        letter = reworded(
            LETTER, Words(title="{event}!", text="Dear reader\n\n{link}\n\n{facts}\n\nBye {when}")
        )
        assert letter.title == "Lanterns!"
        assert letter.text.startswith(
            "Dear reader\n\n"
            "Show the ticket:\nhttp://localhost:8000/tickets/CODE/\n\n"
            "When: 10:00\nWhere: Riverside\n\n"
            "Bye 10:00\n\n"
        )

    def test_within_a_sentence_they_are_words(self):
        text = reworded(LETTER, Words(text="Here: {link} ({facts})")).text
        assert "Here: http://localhost:8000/tickets/CODE/ (When: 10:00; Where: Riverside)" in text

    def test_what_is_empty_is_said_as_shipped(self):
        assert reworded(LETTER, Words()).text == LETTER.text
        assert reworded(LETTER, Words(text="Only this {link}")).title == LETTER.title
        assert reworded(LETTER, Words(title="Only this")).parts == LETTER.parts

    def test_paragraph_without_a_value_falls_away(self):
        text = reworded(LETTER, Words(text="One\n\n{reference}\n\nTwo")).text
        assert text.startswith("One\n\nTwo\n\n")

    def test_lines_of_browsers_and_lines_within_a_paragraph(self):
        letter = reworded(LETTER, Words(text="One\r\nmore line\r\n \r\n{link}\r\n"))
        assert letter.parts[0].text == "One\nmore line"
        assert "One<br>more line" in letter.html

    def test_html_of_editors_and_values_is_words(self):
        letter = reworded(LETTER, Words(title="<b>{event}</b>", text="<script>{event}</script>"))
        assert "<script>" not in letter.html
        assert "&lt;script&gt;Lanterns&lt;/script&gt;" in letter.html

    def test_short_text_has_words_of_its_own(self):
        assert reworded(LETTER, Words(short="{event}: {link}")).short == (
            "Lanterns: http://localhost:8000/tickets/CODE/"
        )

    def test_shipped_words_say_the_same_again(self):
        words = shipped_words(LETTER)
        assert words.title == "Your ticket: {event}"
        assert words.text == (
            "You have your places at {event}.\n\nIt begins at {when}.\n\n{facts}\n\n{link}\n\n"
            "See you at {event}."
        )
        assert reworded(LETTER, words).text == LETTER.text
        assert reworded(LETTER, words).short == LETTER.short

    @given(st.dictionaries(st.sampled_from(NAMES), harmless.map(str.strip)))
    def test_shipped_words_of_any_values(self, given_values):
        letter = Letter(
            title="News of " + given_values.get("event", ""),
            paragraphs=(f"It is {given_values.get('when', '')} by now.",),
            values=given_values,
        )
        words = shipped_words(letter)
        assert fill(words.title, given_values) == letter.title
        assert fill(words.text, given_values) == letter.paragraphs[0]


@pytest.mark.django_db
class TestLanguages:
    def test_each_language_has_its_words_or_the_shipped_ones(self):
        MessageText.objects.create(kind="test-news", title_zh="入场码：{event}")
        assert in_own_words(LETTER, "test-news").title == "Your ticket: Lanterns"
        with override("zh-hans"):
            assert in_own_words(LETTER, "test-news").title == "入场码：Lanterns"

    def test_other_kinds_stay_as_shipped(self):
        MessageText.objects.create(kind="test-news", title_en="Own")
        assert in_own_words(LETTER, "test-tips") is LETTER
