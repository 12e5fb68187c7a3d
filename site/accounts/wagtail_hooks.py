from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet

from accounts.viewsets import ConsentTextViewSet


@hooks.register("register_admin_viewset")
def consent_texts() -> ViewSet:
    return ConsentTextViewSet()
