"""How the service network looks in the admin."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    Panel,
    TabbedInterface,
)

from cms.panels import RowsPanel, both_languages
from network.forms import BranchForm, CalendarEntryForm, PartnerForm
from network.permissions import SHAPE_THE_NETWORK


class PlacementsPanel(Panel):
    """Where the branch has stood so far."""

    class BoundPanel(Panel.BoundPanel):
        template_name = "network/admin/placements.html"

        def is_shown(self) -> bool:
            return bool(self.instance.pk)

        def get_context_data(self, parent_context: Any = None) -> dict[str, Any]:
            placements = self.instance.placements.select_related("parent").order_by("-starts_on")
            return super().get_context_data(parent_context) | {"placements": placements}


def shaping(name: str, **kwargs: Any) -> FieldPanel:
    """A field that only those see who may change the shape of the network."""
    return FieldPanel(name, permission=SHAPE_THE_NETWORK, **kwargs)


BRANCH_PANELS = TabbedInterface(
    [
        ObjectList(
            [
                both_languages("name", permission=SHAPE_THE_NETWORK),
                shaping("slug", heading=_("Web address")),
                FieldRowPanel([shaping("kind"), shaping("level")]),
                MultiFieldPanel(
                    [FieldRowPanel([shaping("parent"), shaping("since")]), PlacementsPanel()],
                    heading=_("Place in the network"),
                    permission=SHAPE_THE_NETWORK,
                ),
                shaping("review_rule"),
            ],
            heading=_("Identity"),
            permission=SHAPE_THE_NETWORK,
        ),
        ObjectList(
            [
                both_languages("address", permission=SHAPE_THE_NETWORK),
                FieldRowPanel([shaping("latitude"), shaping("longitude")]),
                FieldRowPanel([FieldPanel("phone"), FieldPanel("email")]),
                both_languages("directions"),
                FieldPanel("is_step_free"),
                both_languages("access"),
            ],
            heading=_("Address and contact"),
        ),
        ObjectList(
            [
                RowsPanel(
                    "opening_hours",
                    heading=_("Opening hours"),
                    panels=[
                        FieldPanel("weekday"),
                        FieldPanel("opens_at"),
                        FieldPanel("closes_at"),
                        FieldPanel("season_from"),
                        FieldPanel("season_until"),
                    ],
                    help_text=_(
                        "Hours without a season hold all year. On the days of a season, from the "
                        "first to the last, only the hours of that season hold."
                    ),
                )
            ],
            heading=_("Opening hours"),
        ),
        ObjectList(
            [
                RowsPanel(
                    "rooms",
                    heading=_("Rooms"),
                    panels=[
                        FieldPanel("name_en"),
                        FieldPanel("name_zh"),
                        FieldPanel("capacity"),
                        FieldPanel("is_shared"),
                    ],
                    help_text=_(
                        "A room holds one session at a time, unless it can be shared, like a hall "
                        "or a garden. Capacity counts people, seated."
                    ),
                )
            ],
            heading=_("Rooms"),
        ),
    ],
    base_form_class=BranchForm,
)

PARTNER_PANELS = ObjectList(
    [both_languages("name"), FieldRowPanel([FieldPanel("kind"), FieldPanel("website")])],
    base_form_class=PartnerForm,
)

CALENDAR_PANELS = ObjectList(
    [
        FieldPanel("kind"),
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
        both_languages("name"),
        FieldPanel("branch"),
    ],
    base_form_class=CalendarEntryForm,
)
