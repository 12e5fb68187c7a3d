"""Photos on an event's desk: taken in from a phone, told of, agreed to, removed."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy, ngettext
from django.views.generic import FormView
from wagtail.admin import messages

from cms.views.form_pages import FAILED_FORM
from core import clock
from core.errors import DomainError
from events.models import EventPhoto
from events.services.photos import remove_photo, smaller
from staff.choices import Action
from workbench.forms.photos import AddPhotosForm, PhotoForm
from workbench.views.desk import DeskPage, DeskView

SMALL_SIDE, LARGE_SIDE = 480, 1600
"""Pixels."""


class PhotoDesk(DeskPage, FormView):
    """What the pages of photos share: a refusal stands on the form, with all that was typed."""

    needs = Action.CHANGE
    header_icon = "image"

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {
            "event": self.event,
            "user": self.request.user,
            "now": clock.now(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            done = form.save()
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            return self.form_invalid(form)
        messages.success(self.request, self.sentence(done))
        return redirect("desk:photos", self.event.pk)

    def sentence(self, done: Any) -> str:
        return str(gettext_lazy("Saved."))

    def form_invalid(self, form: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form), status=FAILED_FORM)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context = super().get_context_data(desk_url=self.desk_url(), **kwargs)
        context["media"] = context["form"].media
        return context


class PhotosView(PhotoDesk):
    """All photos of the event, and more of them."""

    page_title = gettext_lazy("Photos")
    template_name = "workbench/photos.html"
    form_class = AddPhotosForm

    def sentence(self, done: list[EventPhoto]) -> str:
        return ngettext(
            "%(count)s photo is here. Record who agreed before anyone else sees it.",
            "%(count)s photos are here. Record who agreed before anyone else sees them.",
            len(done),
        ) % {"count": len(done)}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(photos=self.event.photos.all(), **kwargs)


class OnePhoto(DeskView):
    """Knows the photo in its address, if it is one of the event's."""

    needs = Action.CHANGE

    @cached_property
    def photo(self) -> EventPhoto:
        photo = self.event.photos.filter(pk=self.kwargs["photo_id"]).first()
        if photo is None:
            raise Http404
        return photo


class PhotoView(OnePhoto, PhotoDesk):
    """What it shows, and who agreed."""

    page_title = gettext_lazy("Photo")
    template_name = "workbench/photo.html"
    form_class = PhotoForm

    def get_form_kwargs(self) -> dict[str, Any]:
        return super().get_form_kwargs() | {"photo": self.photo}

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        return super().get_context_data(photo=self.photo, **kwargs)


class PhotoFileView(OnePhoto):
    """The picture itself, small or large; for reviewers those that go with a look back."""

    needs = Action.VIEW

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        is_to_review = self.may(Action.REVIEW) and self.photo.is_in_recap
        if not (self.may(Action.CHANGE) or is_to_review):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        side = LARGE_SIDE if "large" in request.GET else SMALL_SIDE
        try:
            content = smaller(self.photo, side=side)
        except FileNotFoundError as lost:
            raise Http404 from lost
        headers = {"Cache-Control": "private, no-store"}
        return HttpResponse(content, content_type="image/jpeg", headers=headers)


class RemovePhotoView(OnePhoto):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        remove_photo(self.photo, by=request.user)
        messages.success(request, gettext_lazy("The photo is deleted."))
        return redirect("desk:photos", self.event.pk)
