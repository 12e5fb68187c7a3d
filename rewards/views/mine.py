"""My reading: the family at a glance, and one reader with every line."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from books.models import Entry
from brands.models import Brand
from brands.services.themes import dress, themes_url
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError
from rewards.forms.disputes import DisputeForm
from rewards.models import BingoField, HeldRecord, Reader, TallyEntry
from rewards.services.reading.disputes import dispute
from rewards.services.reading.mine import my_readers, page_of
from rewards.services.reading.tapping import mark_book, mark_field


def mine_or_404(request: SignedInRequest, pk: int) -> Reader:
    """A reader for whom the user may speak."""
    readers = Reader.objects.in_household_of(request.user).told()
    return get_object_or_404(readers.select_related("group", "challenge__book_list"), pk=pk)


@signed_in
@require_safe
def family(request: SignedInRequest) -> HttpResponse:
    """Each reader of the family: how far, what comes next, which badges."""
    context = {
        "people": my_readers(request.user, on=clock.today()),
        "theme_url": themes_url(Brand.objects.all()),
    }
    return render(request, "rewards/reading/family.html", context)


@signed_in
@require_safe
def reader_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One reader: total, next tier, prizes, badges, card, list, and every line."""
    reader = mine_or_404(request, pk)
    page = page_of(reader, before=request.GET.get("before", ""), now=clock.now())
    context = {"reader": reader, "page": page, **dress(reader.challenge.brand)}
    return render(request, "rewards/reading/reader.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def wrong_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what is wrong with a line."""
    mine = Reader.objects.in_household_of(request.user)
    lines = TallyEntry.objects.filter(reader__in=mine, reverses=None)
    entry = get_object_or_404(lines.select_related("reader__person", "reader__challenge"), pk=pk)
    return dispute_page(request, entry.reader, entry)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def missing_line(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say that a line is missing."""
    return dispute_page(request, mine_or_404(request, pk), None)


def dispute_page(
    request: SignedInRequest, reader: Reader, entry: TallyEntry | None
) -> HttpResponse:
    form = DisputeForm(posted(request))
    if entry is None:
        form.fields["text"].label = _("What is missing?")
    if form.is_valid():
        try:
            dispute(
                reader=reader,
                entry=entry,
                text=form.cleaned_data["text"],
                by=request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Thank you. A librarian looks at it and answers you."))
            return redirect("reader", reader.pk)
    return form_page(request, "rewards/reading/dispute.html", form, reader=reader, entry=entry)


@signed_in
@require_POST
def tap_field(request: SignedInRequest, pk: int, field: int) -> HttpResponse:
    """Mark a field of the bingo card."""
    reader = mine_or_404(request, pk)
    fields = BingoField.objects.filter(challenge=reader.challenge_id)
    found = get_object_or_404(fields, pk=field)
    try:
        mark_field(reader=reader, field=found, by=request.user, now=clock.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Marked: %(task)s") % {"task": found.text})
    return redirect(f"{reader_url(reader)}#bingo")


@signed_in
@require_POST
def tap_book(request: SignedInRequest, pk: int, entry: int) -> HttpResponse:
    """Write down a book of the list as read."""
    reader = mine_or_404(request, pk)
    entries = Entry.objects.filter(book_list=reader.challenge.book_list_id)
    found = get_object_or_404(entries, pk=entry)
    try:
        record = mark_book(reader=reader, entry=found, by=request.user, now=clock.now())
    except DomainError as refusal:
        messages.error(request, str(refusal))
    else:
        told = (
            _("That is a lot for one day: a librarian looks at it before it counts.")
            if isinstance(record, HeldRecord)
            else _("Read: %(title)s") % {"title": found.book}
        )
        messages.success(request, told)
    return redirect(f"{reader_url(reader)}#list")


def reader_url(reader: Reader) -> str:
    """Where all of a reader stands."""
    return reverse("reader", args=[reader.pk])
