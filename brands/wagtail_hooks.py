from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from wagtail import hooks
from wagtail.models import Page
from wagtail.snippets.models import register_snippet

from brands.models import RowPage
from brands.viewsets import BrandsGroup

register_snippet(BrandsGroup)


@hooks.register("before_copy_page")
def refuse_second_page_of_a_row(request: HttpRequest, page: Page) -> HttpResponse | None:
    """A brand or programme has one page per language, so its page cannot be copied."""
    if not issubclass(page.specific_class, RowPage):
        return None
    messages.error(
        request,
        _("This page exists once per language. Translate it, or make a page for another row."),
    )
    return redirect("wagtailadmin_pages:edit", page.pk)
