"""My family: who is in it, and what they agreed to."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts.choices import ASKED_WHERE_NEEDED, ConsentPurpose, HouseholdRole
from accounts.errors import AlreadyInFamily, ChildNeedsConsent, ConsentTextChanged
from accounts.forms.family import (
    AddAdultForm,
    AddChildForm,
    ChangeAdultForm,
    ChangeChildForm,
    ConsentDecisionForm,
    what_is_known,
)
from accounts.models import ConsentText, Membership
from accounts.services.consents import give_consent, withdraw_consent
from accounts.services.households import (
    add_adult,
    add_child,
    change_member,
    declare_residence,
    household_of,
    remove_member,
)
from accounts.views.signed_in import SignedInRequest, signed_in
from cms.views.form_pages import form_page, posted, refuse
from core import clock
from core.errors import DomainError

FIELD_OF_REFUSAL = {AlreadyInFamily: "name", ChildNeedsConsent: "agrees"}


def _field_of(refusal: DomainError) -> str:
    """The field that a refusal is about: most are about the birth."""
    return FIELD_OF_REFUSAL.get(type(refusal), "birth_year")


def _member(request: SignedInRequest, pk: int) -> Membership:
    return get_object_or_404(Membership.objects.in_household_of(request.user), pk=pk)


@signed_in
@require_safe
def family(request: SignedInRequest) -> HttpResponse:
    """Everyone I speak for."""
    household = household_of(request.user, now=clock.now())
    today = clock.today()
    members = Membership.objects.in_household_of(request.user).knowing_consents(on=today)
    cards = [(membership, membership.person.age_on(today)) for membership in members]
    return render(request, "accounts/family.html", {"cards": cards, "household": household})


@signed_in
@require_POST
def take_back_residence(request: SignedInRequest) -> HttpResponse:
    """We do not live in the city any more."""
    household = household_of(request.user, now=clock.now())
    declare_residence(household_id=household.pk, lives_here=False)
    messages.success(request, _("Taken back. Events for residents first ask you again."))
    return redirect("family")


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_child(request: SignedInRequest) -> HttpResponse:
    """Add a child."""
    text = ConsentText.objects.current(on=clock.today()).get(purpose=ConsentPurpose.PARTICIPATION)
    form = AddChildForm(posted(request), today=clock.today(), text=text)
    if form.is_valid():
        try:
            child = add_child(
                household_id=household_of(request.user, now=clock.now()).pk,
                nickname=form.cleaned_data["name"],
                birth_year=form.cleaned_data["birth_year"],
                birth_month=form.cleaned_data["birth_month"],
                may_leave_alone=form.cleaned_data["may_leave_alone"],
                consent_text_id=form.consent_text_id,
                added_by=request.user,
                now=clock.now(),
            )
        except ConsentTextChanged as refusal:
            refuse(form, refusal, field="agrees")
            form.take_back_agreement()
        except DomainError as refusal:
            refuse(form, refusal, field=_field_of(refusal))
        else:
            messages.success(
                request, _("%(name)s is in your family now.") % {"name": child.person.name}
            )
            return redirect("family")
    return form_page(request, "accounts/child_form.html", form, text=text)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def new_adult(request: SignedInRequest) -> HttpResponse:
    """Add an adult or an elder."""
    form = AddAdultForm(posted(request), today=clock.today())
    if form.is_valid():
        try:
            adult = add_adult(
                household_id=household_of(request.user, now=clock.now()).pk,
                name=form.cleaned_data["name"],
                role=form.cleaned_data["role"],
                birth_year=form.cleaned_data["birth_year"],
                added_by=request.user,
                now=clock.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal, field=_field_of(refusal))
        else:
            messages.success(
                request, _("%(name)s is in your family now.") % {"name": adult.person.name}
            )
            return redirect("family")
    return form_page(request, "accounts/adult_form.html", form)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: SignedInRequest, pk: int) -> HttpResponse:
    """Correct someone's name or birth."""
    membership = _member(request, pk)
    is_child = membership.role == HouseholdRole.CHILD
    form_class = ChangeChildForm if is_child else ChangeAdultForm
    form = form_class(posted(request), today=clock.today(), initial=what_is_known(membership))
    if form.is_valid():
        try:
            change_member(
                membership=membership,
                name=form.cleaned_data["name"],
                birth_year=form.cleaned_data["birth_year"],
                birth_month=form.cleaned_data.get("birth_month"),
                may_leave_alone=form.cleaned_data.get("may_leave_alone"),
                now=clock.now(),
            )
        except DomainError as refusal:
            refuse(form, refusal, field=_field_of(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect("family")
    return form_page(request, "accounts/member_form.html", form, membership=membership)


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def member_remove(request: SignedInRequest, pk: int) -> HttpResponse:
    """Ask once more, then let someone leave the family."""
    membership = _member(request, pk)
    if request.method == "POST":
        try:
            remove_member(membership=membership, now=clock.now())
        except DomainError as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(
                request,
                _("%(name)s is no longer in your family.") % {"name": membership.person.name},
            )
        return redirect("family")
    return render(request, "accounts/member_remove.html", {"membership": membership})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def consents(request: SignedInRequest, pk: int) -> HttpResponse:
    """What someone agreed to, today and over time; agree or withdraw."""
    membership = _member(request, pk)
    form = ConsentDecisionForm(posted(request))
    if form.is_valid():
        try:
            _decide(request, membership, form)
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            return redirect("consents", pk)

    history = list(membership.person.consents.select_related("text", "given_by", "withdrawn_by"))
    in_force = {line.text.purpose: line for line in history if line.withdrawn_at is None}
    texts = [
        text
        for text in ConsentText.objects.current(on=clock.today())
        if text.purpose in in_force or text.purpose not in ASKED_WHERE_NEEDED
    ]
    texts.sort(key=lambda text: ConsentPurpose.values.index(text.purpose))
    return form_page(
        request,
        "accounts/consents.html",
        form,
        membership=membership,
        texts=[(text, in_force.get(text.purpose)) for text in texts],
        history=history,
    )


def _decide(request: SignedInRequest, membership: Membership, form: ConsentDecisionForm) -> None:
    if text_id := form.cleaned_data["give"]:
        give_consent(
            person_id=membership.person_id,
            text_id=text_id,
            given_by=request.user,
            now=clock.now(),
        )
        messages.success(request, _("Thank you. You can withdraw this at any time."))
    else:
        withdraw_consent(
            person_id=membership.person_id,
            purpose=form.cleaned_data["withdraw"],
            withdrawn_by=request.user,
            now=clock.now(),
        )
        messages.success(request, _("Withdrawn, from this moment on."))
