import pytest

from core.codes import reference, secret_code
from door.services.codes import TicketCode, TicketReference, read_code

CODE = "ABCDEFGHIJKLMNOPQRSTUVWX27"


@pytest.mark.parametrize(
    "text",
    [
        CODE,
        CODE.lower(),
        f"  {CODE}\n",
        "ABCDEFGH IJKLMNOP QRSTUVWX 27",
        "abcdefgh-ijklmnop-qrstuvwx-27",
        f"HTTPS://LIBRARY.EXAMPLE/T/{CODE}",
        f"https://library.example/t/{CODE.lower()}",
        f"http://localhost:8000/T/{CODE}/",
        f"https://library.example/zh-hans/tickets/{CODE}/?from=mail",
    ],
)
def test_ticket_code_is_read_in_every_form(text):
    assert read_code(text) == TicketCode(CODE)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("4KX29PQ0", "4KX29PQ0"),
        ("4kx2 9pq0", "4KX29PQ0"),
        ("4kx2-9pqo", "4KX29PQ0"),
        ("ILIL OOOO", "11110000"),
    ],
)
def test_reference_forgives_what_looks_alike(text, value):
    assert read_code(text) == TicketReference(value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        CODE[:-1],
        CODE + "A",
        CODE[:-1] + "1",
        f"https://library.example/T/{CODE}A",
        f"https://library.example/X/{CODE}",
        "4KX29PQ",
        "4KX29PQU",
        "六年级三班张小明",
        "{" * 8,
    ],
)
def test_anything_else_is_no_code(text):
    assert read_code(text) is None


def test_every_code_we_make_is_read():
    for _ in range(100):
        assert read_code(code := secret_code()) == TicketCode(code)
        assert read_code(short := reference()) == TicketReference(short)
