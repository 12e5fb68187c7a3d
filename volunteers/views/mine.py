"""My volunteering: where I stand, what is missing, what I said."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from accounts.choices import LegalPurpose
from accounts.models import LegalIdentity
from accounts.services.legal_identities import DAYS_TO_KEEP, erase_identity, keep_identity
from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError
from volunteers.choices import VolunteerState
from volunteers.forms.profile import AgreementForm, ChangeProfileForm, profile_of
from volunteers.forms.service_record import ServiceRecordForm
from volunteers.models import Volunteer
from volunteers.services.people.agreements import agree, missing_texts
from volunteers.services.people.joining import change_profile, leave
from volunteers.services.people.readiness import what_is_missing


def mine_or_404(request: SignedInRequest, pk: int) -> Volunteer:
    """A volunteer for whom the user may speak."""
    volunteers = Volunteer.objects.in_household_of(request.user)
    return get_object_or_404(volunteers.select_related("person", "home_branch"), pk=pk)


@signed_in
@require_safe
def me(request: SignedInRequest) -> HttpResponse:
    """To the volunteer of the family, the account's holder before others."""
    first = Volunteer.objects.in_household_of(request.user).first()
    return redirect("volunteer_page", first.pk) if first else redirect("volunteer")


@signed_in
@require_safe
def page(request: SignedInRequest, pk: int) -> HttpResponse:
    """One volunteer: the state first, then what is missing, then all the rest."""
    volunteer, now = mine_or_404(request, pk), clock.now()
    family = Volunteer.objects.in_household_of(request.user).select_related("person")
    is_open = volunteer.state in (VolunteerState.APPLIED, VolunteerState.APPROVED)
    credentials = volunteer.credentials.select_related("kind")
    context = {
        "volunteer": volunteer,
        "is_open": is_open,
        "family": [each for each in family if each != volunteer],
        "missing": what_is_missing(volunteer, now=now) if is_open else [],
        "is_suspended": volunteer.is_suspended(now=now),
        "is_insured": volunteer.is_insured(on=clock.today()),
        "credentials": [(each, each.holds(on=clock.today())) for each in credentials],
    }
    return render(request, "volunteers/me.html", context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change what I said about myself."""
    volunteer = mine_or_404(request, pk)
    form = ChangeProfileForm(posted(request), today=clock.today(), initial=profile_of(volunteer))
    if form.is_valid():
        change_profile(volunteer=volunteer, profile=form.profile)
        messages.success(request, _("Saved."))
        return redirect("volunteer_page", volunteer.pk)
    return form_page(request, "volunteers/profile.html", form, volunteer=volunteer)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def agreement(request: SignedInRequest, pk: int) -> HttpResponse:
    """Agree to what is missing, or to a new wording."""
    volunteer, today = mine_or_404(request, pk), clock.today()
    form = AgreementForm(
        posted(request),
        texts=missing_texts(volunteer.person, on=today),
        label=_("I am a guardian of this young person, and I agree.")
        if volunteer.is_minor(on=today)
        else _("I agree"),
    )
    if not form.texts:
        return redirect("volunteer_page", volunteer.pk)
    if form.is_valid():
        try:
            agree(volunteer.person, read=form.read, given_by=request.user, now=clock.now())
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("Thank you. You can withdraw this at any time."))
            return redirect("volunteer_page", volunteer.pk)
    return form_page(request, "volunteers/agreement.html", form, volunteer=volunteer)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def service_record(request: SignedInRequest, pk: int) -> HttpResponse:
    """The name and number in my papers: give, replace, take back."""
    volunteer = mine_or_404(request, pk)
    person, purpose = volunteer.person, LegalPurpose.SERVICE_RECORD
    if request.method == "POST" and "erase" in request.POST:
        erase_identity(person=person, purpose=purpose)
        messages.success(request, _("Erased."))
        return redirect("volunteer_service_record", volunteer.pk)
    form = ServiceRecordForm(posted(request))
    if form.is_valid():
        keep_identity(person=person, purpose=purpose, now=clock.now(), **form.cleaned_data)
        messages.success(request, _("Kept, encrypted. You can erase it here at any time."))
        return redirect("volunteer_service_record", volunteer.pk)
    context = {
        "volunteer": volunteer,
        "identity": LegalIdentity.objects.filter(person=person, purpose=purpose).first(),
        "days": DAYS_TO_KEEP,
    }
    return form_page(request, "volunteers/service_record.html", form, **context)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def stop(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once more, then let go with thanks."""
    volunteer = mine_or_404(request, pk)
    if request.method == "POST":
        leave(volunteer=volunteer, by=request.user, now=clock.now())
        messages.success(request, _("Thank you for all you did. You are welcome back any time."))
        return redirect("volunteer_page", volunteer.pk)
    return render(request, "volunteers/leave.html", {"volunteer": volunteer})
