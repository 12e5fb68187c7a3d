"""Certificates in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.base import ViewSetGroup

from certificates.viewsets.issued import IssuedViewSet
from certificates.viewsets.lists import ListViewSet
from certificates.viewsets.waiting import WaitingViewSet


class CertificatesGroup(ViewSetGroup):
    """The menu of certificates."""

    items = (IssuedViewSet, WaitingViewSet, ListViewSet)
    menu_label = _("Certificates")
    menu_icon = "doc-full"
    menu_name = "certificates"
