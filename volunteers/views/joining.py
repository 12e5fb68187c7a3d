"""What volunteering is, and joining."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import HouseholdRole
from accounts.models import Membership
from accounts.services.households import household_of
from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError
from volunteers.forms.profile import JoinForm, profile_of
from volunteers.models import Role, Volunteer
from volunteers.services.people.agreements import missing_texts
from volunteers.services.people.candidates import first_words, who_can_join
from volunteers.services.people.joining import apply_to_help


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """What volunteers do, what it takes, and the way in."""
    today = clock.today()
    roles = Role.objects.active(on=today).prefetch_related("needs_credentials")
    is_known = (
        request.user.is_authenticated and Volunteer.objects.in_household_of(request.user).exists()
    )
    context = {"roles": roles, "is_known": is_known}
    return render(request, "volunteers/about.html", context)


@signed_in
@require_safe
def join(request: SignedInRequest) -> HttpResponse:
    """Who of the family wants to help? Who is alone need not say."""
    household_of(request.user, now=clock.now())
    candidates = who_can_join(request.user, now=clock.now())
    if len(candidates) == 1 and candidates[0].can_apply:
        return redirect("volunteer_join_as", candidates[0].membership.pk)
    return render(request, "volunteers/who.html", {"candidates": candidates})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def join_as(request: SignedInRequest, pk: int) -> HttpResponse:
    """The application of somebody of the family."""
    membership = get_object_or_404(Membership.objects.in_household_of(request.user), pk=pk)
    person, today = membership.person, clock.today()
    known = Volunteer.objects.filter(person=person).first()
    is_child = person.is_minor(on=today) and membership.role == HouseholdRole.CHILD
    form = JoinForm(
        posted(request),
        today=today,
        texts=missing_texts(person, on=today),
        label=_("I am a guardian of this young person, and I agree.") if is_child else _("I agree"),
        asks_age=person.birth_year is None,
        initial=profile_of(known) if known else first_words(person),
    )
    if form.is_valid():
        try:
            volunteer = apply_to_help(
                membership=membership,
                profile=form.profile,
                read=form.read,
                by=request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Thank you. We read every application and write to you."))
            return redirect("volunteer_page", volunteer.pk)
    context = {"membership": membership, "is_child": is_child}
    return form_page(request, "volunteers/join.html", form, **context)
