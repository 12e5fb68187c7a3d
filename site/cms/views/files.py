"""Files that are looked at before they count."""

from __future__ import annotations

from typing import Any, ClassVar, Protocol

from django.http import HttpRequest, HttpResponse
from django.views.generic import TemplateView
from wagtail.admin import messages
from wagtail.admin.views.generic.base import WagtailAdminTemplateMixin

from cms.forms import FileForm
from cms.views.form_pages import FAILED_FORM
from core.errors import DomainError


class Look(Protocol):
    """What a file would do, line by line; `digest` stands for all of that."""

    @property
    def digest(self) -> str: ...


class FileView(WagtailAdminTemplateMixin, TemplateView):
    """Send a file, look at what would become of each line, then take over just that.

    Nothing is kept between the two: who confirms sends back the text and the digest of what was
    shown. If anything is different by then, it is shown anew, and nothing is taken over.
    """

    form_class: ClassVar[type[FileForm]]

    def look(self, form: Any) -> Look:
        """What the file would do now."""
        raise NotImplementedError

    def take_over(self, form: Any) -> HttpResponse:
        """Do it, if it is still what `form.digest_seen` stands for."""
        raise NotImplementedError

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        form = self.form_class(request.POST, request.FILES)
        if not form.is_valid():
            return self.page(form, status=FAILED_FORM)
        status = 200
        if form.is_confirmed:
            try:
                return self.take_over(form)
            except DomainError as refusal:
                messages.error(request, str(refusal))
                status = FAILED_FORM
        try:
            look = self.look(form)
        except DomainError as refusal:
            form.add_error("file", str(refusal))
            return self.page(form, status=FAILED_FORM)
        return self.page(form, look=look, confirming=form.confirming(look.digest), status=status)

    def page(self, form: FileForm, *, status: int = 200, **context: Any) -> HttpResponse:
        return self.render_to_response(self.get_context_data(form=form, **context), status=status)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        kwargs.setdefault("form", self.form_class())
        return super().get_context_data(**kwargs)
