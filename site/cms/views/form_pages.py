"""Showing a form, and showing it again with what was wrong."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from core.errors import DomainError

FAILED_FORM = 422
UNREADABLE_ADDRESS = 400
"""What an address asks for cannot be read; the page shows the form as it was filled in."""


def posted(request: HttpRequest) -> Any:
    """The data to bind a form to; nothing when the page is only asked for."""
    return request.POST if request.method == "POST" else None


def refuse(form: forms.Form, refusal: DomainError, *, field: str | None = None) -> None:
    """Say the refusal in the form, beside the field that it is about."""
    form.add_error(field if field in form.fields else None, str(refusal))


def form_page(
    request: HttpRequest, template: str, form: forms.BaseForm, **context: Any
) -> HttpResponse:
    """The page with the form; with its errors, a failure."""
    status = FAILED_FORM if form.errors else 200
    return render(request, template, {"form": form, **context}, status=status)
