"""How roles and kinds of credentials look in the admin."""

from django.forms import CheckboxSelectMultiple
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList

from cms.panels import both_languages

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
