"""Lots that anyone can draw again."""

import subprocess
import sys
from collections import Counter
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core import draw as lots
from core.draw import Entry, draw, entry_list, fingerprint, lot, read_list

KINDS = st.sampled_from(["general", "children"])
WANTS = st.dictionaries(KINDS, st.integers(1, 5), min_size=1)
ENTRIES = st.dictionaries(st.from_regex(r"[0-9a-f]{12}", fullmatch=True), WANTS, max_size=30).map(
    lambda wants: [Entry(code, places) for code, places in wants.items()]
)
PLACES = st.fixed_dictionaries({"general": st.integers(0, 20), "children": st.integers(0, 20)})


@given(places=PLACES, entries=ENTRIES, number=st.text(min_size=1))
def test_whole_entries_win_and_never_more_than_there_are_places(places, entries, number):
    outcome = draw(entry_list(places, entries), number)
    wants = {entry.code: Counter(entry.wants) for entry in entries}
    given_away = sum((wants[code] for code in outcome.winners), Counter())

    assert sorted(outcome.winners + outcome.losers) == sorted(wants)
    assert all(given_away[kind] <= places[kind] for kind in places)


@given(places=PLACES, entries=ENTRIES, number=st.text(min_size=1))
def test_nobody_loses_who_would_still_have_fitted(places, entries, number):
    outcome = draw(entry_list(places, entries), number)
    wants = {entry.code: Counter(entry.wants) for entry in entries}
    free = Counter(places)
    free.subtract(sum((wants[code] for code in outcome.winners), Counter()))

    for code in outcome.losers:
        assert any(seats > free[kind] for kind, seats in wants[code].items())


@given(places=PLACES, entries=ENTRIES)
def test_the_list_reads_back_and_does_not_depend_on_the_order(places, entries):
    text = entry_list(places, entries)

    assert entry_list(places, reversed(entries)) == text
    assert entry_list(*read_list(text)) == text


def test_the_arithmetic_is_the_one_that_is_published():
    """Written out by hand, so that a change of the arithmetic cannot go unseen."""
    text = "places general=1\naaaaaaaaaaaa general=1\nbbbbbbbbbbbb general=1\n"
    list_sha = sha256(text.encode()).hexdigest()
    drawn = {
        code: sha256(f"{list_sha}\n3,912.81\n{code}".encode()).hexdigest()
        for code in ("aaaaaaaaaaaa", "bbbbbbbbbbbb")
    }
    first, second = sorted(drawn, key=drawn.__getitem__)

    assert fingerprint(text) == list_sha
    assert lot(list_sha, "3,912.81", first) == drawn[first]
    outcome = draw(text, " 3,912.81 ")
    assert (outcome.winners, outcome.losers) == ([first], [second])


def test_line_ends_of_a_saved_file_do_not_matter():
    text = "places general=1\naaaaaaaaaaaa general=1\n"

    assert fingerprint(text.replace("\n", "\r\n")) == fingerprint(text)


def test_many_draws_are_even():
    """Of ten entries for five places each wins about half of 2,000 draws."""
    text = entry_list({"general": 5}, [Entry(f"{n:012x}", {"general": 1}) for n in range(10)])
    wins = Counter(code for number in range(2000) for code in draw(text, str(number)).winners)

    assert len(wins) == 10
    assert all(900 < count < 1100 for count in wins.values())


@pytest.mark.parametrize("text", ["", "aaaa general=1\n", "places general=many\n"])
def test_what_is_no_list_is_refused(text):
    with pytest.raises(ValueError):  # noqa: PT011 - whatever the parser found
        draw(text, "1")


def test_the_file_runs_by_itself(tmp_path: Path):
    entries = [Entry(f"{n:012x}", {"general": 2}) for n in range(4)]
    text = entry_list({"general": 4}, entries)
    (tmp_path / "draw.py").write_text(Path(lots.__file__).read_text())
    (tmp_path / "entries.txt").write_text(text)
    printed = subprocess.run(
        [sys.executable, "-I", "draw.py", "entries.txt", "42"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    outcome = draw(text, "42")

    assert printed[0].endswith(fingerprint(text))
    assert [line.split("\t")[1] for line in printed[1:]] == outcome.winners + outcome.losers
