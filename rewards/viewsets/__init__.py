"""Reading challenges in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.snippets.views.snippets import SnippetViewSetGroup

from rewards.viewsets.challenges import ChallengeViewSet
from rewards.viewsets.prizes import PrizeViewSet


class ReadingGroup(SnippetViewSetGroup):
    """The menu of reading. Whatever has `submenu_hook` as its `menu_hook` stands in it too."""

    items = (ChallengeViewSet, PrizeViewSet)
    menu_label = _("Reading")
    menu_icon = "openquote"
    menu_name = "reading"
    submenu_hook = "register_reading_menu_item"
