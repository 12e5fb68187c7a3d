"""How roles, kinds of credentials, plans of shifts and star levels look in the admin."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from cms.panels import RowsPanel, both_languages
from volunteers.forms.plans import NamedForm, ShiftPlanForm

ROLE_PANELS = ObjectList(
    [
        both_languages("name"),
        both_languages("what"),
        FieldPanel("slug", heading=_("Web address")),
        FieldPanel("minimum_age"),
        FieldPanel("needs_credentials", widget=CheckboxSelectMultiple),
        FieldPanel("retired_on"),
    ]
)

CREDENTIAL_KIND_PANELS = ObjectList(
    [
        both_languages("name"),
        FieldPanel("slug", heading=_("Web address")),
        FieldRowPanel([FieldPanel("sort"), FieldPanel("good_for_months")]),
        FieldPanel("granted_by", widget=CheckboxSelectMultiple),
    ]
)

STAR_LEVEL_PANELS = ObjectList(
    [FieldRowPanel([FieldPanel("stars"), FieldPanel("hours")]), both_languages("name")],
    base_form_class=NamedForm,
)

SHIFT_PLAN_PANELS = ObjectList(
    [
        both_languages("title"),
        FieldRowPanel([FieldPanel("branch"), FieldPanel("room")]),
        FieldRowPanel([FieldPanel("starts_at"), FieldPanel("ends_at")]),
        FieldPanel("weekdays"),
        FieldPanel("every_weeks"),
        FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
        FieldRowPanel([FieldPanel("skips_holidays"), FieldPanel("skips_closed_days")]),
        RowsPanel(
            "needs",
            heading=_("Who is needed"),
            panels=[FieldPanel("role"), FieldPanel("minimum"), FieldPanel("maximum")],
        ),
        both_languages("meeting"),
        both_languages("note"),
    ],
    base_form_class=ShiftPlanForm,
)
