"""The page of a group, for whoever has its link."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from volunteers.forms.groups import NamesForm, PlacesForm
from volunteers.models import GroupClaim
from volunteers.services.shifts.groups import (
    give_back_places,
    group_may_change_until,
    name_people,
)


@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def group_page(request: HttpRequest, code: str) -> HttpResponse:
    """Where and when, who comes, and giving places back."""
    group = get_object_or_404(GroupClaim.objects.told(), code=code)
    now, deed = clock.now(), request.POST.get("do", "")
    names = NamesForm(
        request.POST if deed == "name" else None, initial={"names": "\n".join(group.names)}
    )
    places = PlacesForm(
        request.POST if deed == "give_back" else None, initial={"places": group.places}
    )
    try:
        if deed == "name" and names.is_valid():
            name_people(group_id=group.pk, names=names.cleaned_data["names"], now=now)
            messages.success(request, _("Saved. Thank you!"))
            return redirect(group)
        if deed == "give_back" and places.is_valid():
            wanted = places.cleaned_data["places"]
            give_back_places(group_id=group.pk, places=wanted, now=now)
            messages.success(request, _("Thank you for telling us."))
            return redirect(group)
    except DomainError as refusal:
        failed: forms.Form = names if deed == "name" else places
        failed.add_error(None, str(refusal))
    shift = group.need.shift
    until = group_may_change_until(shift)
    context: dict[str, Any] = {
        "group": group,
        "shift": shift,
        "names_form": names,
        "places_form": places,
        "until": until,
        "is_open": not group.has_ended and now < shift.starts_at,
        "may_give_back": now <= until,
    }
    status = FAILED_FORM if deed else 200
    return render(request, "volunteers/shifts/group.html", context, status=status)
