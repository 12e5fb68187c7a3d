"""Numbers of books, however they are typed."""

import pytest

from books.errors import IsbnMistyped, NotAnIsbn
from books.isbn import normal_isbn


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("9780064400558", "9780064400558"),
        ("978-0-06-440055-8", "9780064400558"),
        (" ISBN 978 0 06 440055 8 ", "9780064400558"),
        ("isbn-13: 978-7-5442-2297-6", "9787544222976"),
        ("0064400557", "9780064400558"),
        ("0-8044-2957-X", "9780804429573"),
        ("0-8044-2957-x", "9780804429573"),
        ("９７８００６４４００５５８", "9780064400558"),
        ("979-10-90636-07-1", "9791090636071"),
    ],
)
def test_number_is_kept_as_the_bar_code_has_it(typed, kept):
    assert normal_isbn(typed) == kept


@pytest.mark.parametrize(
    "typed", ["", "abc", "123", "97800644005581", "9770064400558", "X064400557", "978٠٠64400558"]
)
def test_what_is_no_number_is_refused(typed):
    with pytest.raises(NotAnIsbn):
        normal_isbn(typed)


@pytest.mark.parametrize("typed", ["9780064400559", "0064400558", "0-8044-2957-0", "9780046400558"])
def test_slip_of_the_finger_is_noticed(typed):
    with pytest.raises(IsbnMistyped):
        normal_isbn(typed)
