"""Certificates in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from certificates.viewsets.issued import IssuedViewSet
from certificates.viewsets.lists import ListViewSet
from certificates.viewsets.templates import TemplateViewSet
from certificates.viewsets.waiting import WaitingViewSet


class CertificatesGroup(SnippetViewSetGroup):
    """The menu of certificates."""

    items = (IssuedViewSet, WaitingViewSet, ListViewSet, TemplateViewSet)
    menu_label = _("Certificates")
    menu_icon = "doc-full"
    menu_name = "certificates"
