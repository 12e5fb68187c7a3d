"""Reading together: making a group, coming into it, and what it has read."""

from __future__ import annotations

from datetime import timedelta

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.views.signed_in import SignedInRequest, signed_in
from brands.services.themes import dress
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError
from notifications.services.limits import Limit, count_attempt
from rewards.errors import NoSuchGroup
from rewards.forms.groups import GroupForm, JoinCodeForm, JoinGroupForm
from rewards.models import Reader, ReadingGroup
from rewards.services.groups.cards import group_card
from rewards.services.groups.membership import (
    close_group,
    group_by_code,
    join_group,
    leave_group,
    make_group,
    open_group,
)
from rewards.services.groups.showing import groups_open_to, standing_of_group
from rewards.services.reading.candidates import libraries_for, usual_library
from rewards.views.challenges import challenge_or_404

# Eight signs of thirty-two: nobody finds a group by trying.
TRIES = Limit("rewards.group_code", most=20, span=timedelta(minutes=15))


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_group(request: SignedInRequest, slug: str, pk: int) -> HttpResponse:
    """A teacher or a parent opens a group."""
    challenge, now = challenge_or_404(pk), clock.now()
    if not challenge.is_published:
        raise Http404
    form = GroupForm(
        posted(request),
        libraries=libraries_for(challenge, now=now),
        initial={"branch": usual_library(request.user)},
    )
    if form.is_valid():
        group = make_group(challenge=challenge, **form.cleaned_data, by=request.user, now=now)
        messages.success(
            request, _("The group is there. Give its code to those who read with you.")
        )
        return redirect("reading_group", group.pk)
    context = {"challenge": challenge, **dress(challenge.brand)}
    return form_page(request, "rewards/groups/new.html", form, **context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def enter_code(request: SignedInRequest) -> HttpResponse:
    """My groups, and a field for the code of another."""
    form = JoinCodeForm(posted(request))
    if form.is_valid():
        try:
            count_attempt({TRIES: str(request.user.pk)}, now=clock.now())
            group = group_by_code(form.cleaned_data["code"])
        except DomainError as refusal:
            refuse(form, refusal, field="code")
        else:
            return redirect("reading_group_join", group.join_code.lower())
    groups = ReadingGroup.objects.filter(groups_open_to(request.user)).select_related("challenge")
    return form_page(request, "rewards/groups/mine.html", form, groups=groups)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join_by_code(request: SignedInRequest, code: str) -> HttpResponse:
    """Who of us joins this group; the card's code leads here."""
    try:
        count_attempt({TRIES: str(request.user.pk)}, now=clock.now())
        group = group_by_code(code)
    except NoSuchGroup as refusal:
        raise Http404 from refusal
    challenge = group.challenge
    family = Reader.objects.in_household_of(request.user).here().select_related("person")
    readers = [
        reader for reader in family.filter(challenge=challenge) if reader.group_id != group.pk
    ]
    form = JoinGroupForm(posted(request), readers=readers)
    if form.is_valid():
        try:
            for reader in form.chosen:
                join_group(group=group, reader=reader)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Welcome to %(group)s!") % {"group": group})
            return redirect("reading_group", group.pk)
    context = {"group": group, "challenge": challenge, "readers": readers, **dress(challenge.brand)}
    return form_page(request, "rewards/groups/join.html", form, **context)


@signed_in
@require_safe
def group_page(request: SignedInRequest, pk: int) -> HttpResponse:
    """What we have read together."""
    group = group_or_404(request, pk)
    family = Reader.objects.in_household_of(request.user).here().select_related("person")
    context = {
        "group": group,
        "challenge": group.challenge,
        "standing": standing_of_group(group),
        "mine": list(family.filter(group=group)),
        "is_maker": group.made_by_id == request.user.pk,
        **dress(group.challenge.brand),
    }
    return render(request, "rewards/groups/group.html", context)


@signed_in
@require_POST
def open_or_close(request: SignedInRequest, pk: int) -> HttpResponse:
    """Let nobody in any more, or let others in again."""
    group = made_or_404(request, pk)
    if request.POST.get("do") == "open":
        open_group(group=group)
    else:
        close_group(group=group, now=clock.now())
    return redirect("reading_group", group.pk)


@signed_in
@require_POST
def leave(request: SignedInRequest, pk: int, reader: int) -> HttpResponse:
    """Count for oneself alone from now on."""
    mine = Reader.objects.in_household_of(request.user)
    found = get_object_or_404(mine.filter(group=pk), pk=reader)
    leave_group(reader=found)
    messages.success(request, _("Done. What was read counts on, for the reader alone."))
    return redirect("reader", found.pk)


@signed_in
@require_safe
def card(request: SignedInRequest, pk: int) -> HttpResponse:
    """Cards to cut out and hand to parents, with the code."""
    group = made_or_404(request, pk)
    response = HttpResponse(group_card(group), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="group-{group.pk}.pdf"'
    return response


def group_or_404(request: SignedInRequest, pk: int) -> ReadingGroup:
    """A group of the user's own, or that somebody of the family is in."""
    groups = ReadingGroup.objects.filter(groups_open_to(request.user))
    return get_object_or_404(groups.select_related("challenge__brand", "branch"), pk=pk)


def made_or_404(request: SignedInRequest, pk: int) -> ReadingGroup:
    """A group that the user has made."""
    groups = ReadingGroup.objects.filter(made_by=request.user)
    return get_object_or_404(groups.select_related("challenge__brand", "branch"), pk=pk)
