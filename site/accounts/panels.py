"""How consent texts look in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, HelpPanel, ObjectList

from accounts.forms.consent_texts import ConsentTextForm
from cms.panels import both_languages

CONSENT_TEXT_PANELS = ObjectList(
    [
        HelpPanel(
            _(
                "A text is never reworded: what is written here becomes the next version. Those "
                "who have agreed to an earlier one are asked again."
            )
        ),
        FieldRowPanel([FieldPanel("purpose"), FieldPanel("published_on")]),
        both_languages("text"),
    ],
    base_form_class=ConsentTextForm,
)
