"""How brands and programmes look in the admin."""

from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    TabbedInterface,
)

from brands.forms import BrandForm, ProgrammeForm
from cms.panels import RowsPanel, both_languages

MATRIX_PANELS = ObjectList(
    [
        both_languages("name"),
        FieldPanel("slug", heading=_("Web address")),
        both_languages("introduction"),
    ]
)

BRAND_PANELS = ObjectList(
    [
        both_languages("name"),
        both_languages("slogan"),
        FieldPanel("slug", heading=_("Web address")),
        FieldRowPanel([FieldPanel("matrix"), FieldPanel("audience")]),
        MultiFieldPanel(
            [FieldRowPanel([FieldPanel("colour"), FieldPanel("ink")]), FieldPanel("logo")],
            heading=_("Look"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("is_star"),
                FieldRowPanel([FieldPanel("review_rule"), FieldPanel("retired_on")]),
            ],
            heading=_("Standing"),
        ),
    ],
    base_form_class=BrandForm,
)

PROGRAMME_PANELS = TabbedInterface(
    [
        ObjectList(
            [
                FieldRowPanel([FieldPanel("brand"), FieldPanel("slug", heading=_("Web address"))]),
                both_languages("name"),
                both_languages("summary"),
                both_languages("description"),
                both_languages("bring"),
            ],
            heading=_("What is told"),
        ),
        ObjectList(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("audience")]),
                FieldRowPanel([FieldPanel("age_from"), FieldPanel("age_to")]),
                FieldPanel("languages"),
                FieldPanel("access_offers"),
                FieldRowPanel([FieldPanel("duration_minutes"), FieldPanel("way_in")]),
                MultiFieldPanel(
                    [
                        FieldRowPanel([FieldPanel("capacity"), FieldPanel("children_capacity")]),
                        FieldRowPanel(
                            [FieldPanel("wheelchair_capacity"), FieldPanel("companion_capacity")]
                        ),
                        FieldRowPanel(
                            [
                                FieldPanel("reserve_capacity"),
                                FieldPanel("reserve_opens_hours_before"),
                            ]
                        ),
                        FieldRowPanel([FieldPanel("party_max"), FieldPanel("children_per_adult")]),
                        FieldPanel("reader_card"),
                        FieldRowPanel(
                            [FieldPanel("opens_days_before"), FieldPanel("closes_hours_before")]
                        ),
                    ],
                    heading=_("Places and registration"),
                ),
            ],
            heading=_("Defaults of its events"),
        ),
        ObjectList(
            [
                RowsPanel(
                    "task_templates",
                    panels=[
                        FieldRowPanel([FieldPanel("what_zh"), FieldPanel("what_en")]),
                        FieldRowPanel([FieldPanel("days"), FieldPanel("time")]),
                        FieldRowPanel([FieldPanel("doer"), FieldPanel("place")]),
                    ],
                    heading=_("Tasks"),
                    label=_("task"),
                    help_text=_(
                        "Each event begins with these tasks. What you change here reaches events "
                        "that are there already only when you say so."
                    ),
                ),
            ],
            heading=_("Tasks"),
        ),
        ObjectList(
            [
                RowsPanel(
                    "leads",
                    heading=capfirst(_("leads")),
                    panels=[FieldPanel("user"), FieldPanel("starts_on"), FieldPanel("ends_on")],
                    help_text=_(
                        "The lead rotates by term. The day under “until” is the first without it."
                    ),
                ),
                FieldPanel("unchanged_text_skips_review"),
                FieldPanel("retired_on"),
            ],
            heading=_("Leads and review"),
        ),
    ],
    base_form_class=ProgrammeForm,
)
