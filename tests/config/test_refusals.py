"""A form that does not come from a page of ours is refused on a page of ours."""

from __future__ import annotations

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("headers", [{}, {"Origin": "https://elsewhere.example"}])
def test_a_foreign_form_is_refused_with_a_way_on(headers: dict[str, str]) -> None:
    visitor = Client(enforce_csrf_checks=True, headers=headers)
    response = visitor.post("/accounts/login/", {"login": "lin@example.org"})
    assert response.status_code == 403
    assert "go back, reload the page and send it again" in response.content.decode()
