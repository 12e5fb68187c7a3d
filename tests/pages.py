"""Reading what a page says."""

from typing import Any

from bs4 import BeautifulSoup
from django.http import HttpResponse


def parsed(answer: HttpResponse, *, status: int = 200) -> Any:
    """The tree of a page, that was found or answers with the status that is expected."""
    assert answer.status_code == status
    return BeautifulSoup(answer.content, "html.parser")


def words(element: Any) -> str:
    """What an element says, with single spaces."""
    return " ".join(element.get_text(" ").split())
