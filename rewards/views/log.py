"""Writing down what was read, in half a minute, and taking it back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from books.errors import IsbnMistyped, NotAnIsbn
from books.isbn import normal_isbn
from books.models import Book
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError
from rewards.forms.log import LogForm
from rewards.models import HeldRecord, Reader, TallyEntry
from rewards.services.reading.logbook import (
    logged,
    readers_with_log,
    undo,
    withdraw,
    write_down,
)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def log_reading(request: SignedInRequest) -> HttpResponse:
    """The form. What was sent twice counts once."""
    now = clock.now()
    readers = readers_with_log(request.user, on=clock.today())
    if not readers:
        return render(request, "rewards/reading/log_nobody.html")
    form = LogForm(
        posted(request), readers=readers, chosen=ticked_at_first(request, readers), now=now
    )
    if form.is_valid():
        try:
            not_counted = write_down(
                readers=form.chosen,
                written=form.written,
                key=form.uuid,
                by=request.user,
                now=now,
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            for each in not_counted:
                told = _("%(challenge)s, %(name)s: %(why)s") % {
                    "challenge": each.reader.challenge,
                    "name": each.reader.person,
                    "why": each.refusal,
                }
                messages.info(request, told)
            return redirect("reading_logged", form.uuid)
    response = form_page(request, "rewards/reading/log.html", form)
    # The barcode reader is WebAssembly (config.content_security).
    response.runs_web_assembly = True  # type: ignore[attr-defined]
    return response


def ticked_at_first(request: SignedInRequest, readers: Sequence[Reader]) -> list[str]:
    """Whom the address names, or whoever is alone."""
    people = {str(reader.person_id) for reader in readers}
    named = {
        str(reader.person_id) for reader in readers if str(reader.pk) in request.GET.getlist("for")
    }
    return list(named or (people if len(people) == 1 else ()))


@signed_in
@require_safe
def book_of_isbn(request: SignedInRequest) -> HttpResponse:
    """The field of the title, filled in with what is known of an ISBN."""
    typed, trouble, book = request.GET.get("isbn", ""), "", None
    try:
        book = Book.objects.filter(isbn=normal_isbn(typed)).exclude(title="").first()
    except (NotAnIsbn, IsbnMistyped) as refusal:
        trouble = str(refusal) if typed.strip() else ""
    context = {
        "book": book,
        "title": book.title if book else request.GET.get("title", ""),
        "is_unknown": bool(typed.strip()) and not book and not trouble,
        "trouble": trouble,
    }
    return render(request, "rewards/reading/log_title.html", context)


@signed_in
@require_safe
def logged_page(request: SignedInRequest, key: UUID) -> HttpResponse:
    """What became of it: the new totals, what is missing to the next tier, and a little joy."""
    lines = logged(request.user, key, now=clock.now())
    if not lines:
        raise Http404
    context = {
        "lines": lines,
        "has_tier": any(line.tier for line in lines),
        "has_counted": any(not line.is_held and not line.is_taken_back for line in lines),
    }
    return render(request, "rewards/reading/logged.html", context)


@signed_in
@require_POST
def undo_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Take a line back that was written today."""
    entries = TallyEntry.objects.filter(reader__in=Reader.objects.in_household_of(request.user))
    entry = get_object_or_404(entries.select_related("reversed_by"), pk=pk)
    try:
        undo(entry=entry, by=request.user, now=clock.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. It does not count any more."))
    return redirect("reader", entry.reader_id)


@signed_in
@require_POST
def withdraw_held(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let go of a record that nobody has looked at yet."""
    records = HeldRecord.objects.filter(reader__in=Reader.objects.in_household_of(request.user))
    held = get_object_or_404(records, pk=pk)
    try:
        withdraw(held=held, by=request.user, now=clock.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Taken back. Nobody looks at it any more."))
    return redirect("reader", held.reader_id)
