"""How templates of certificates look in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from certificates.forms.templates import TemplateForm
from cms.panels import both_languages

TEMPLATE_PANELS = ObjectList(
    [
        MultiFieldPanel(
            [
                both_languages("name"),
                FieldPanel("purpose"),
                FieldRowPanel([FieldPanel("branch"), FieldPanel("brand")]),
                FieldPanel("issuer"),
            ],
            heading=_("What it is for, and who uses it"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("design"), FieldPanel("fonts")]),
                FieldRowPanel([FieldPanel("paper"), FieldPanel("orientation")]),
                FieldPanel("languages"),
            ],
            heading=_("How it looks"),
        ),
        MultiFieldPanel(
            [
                both_languages("title"),
                both_languages("opening"),
                both_languages("body"),
                both_languages("closing"),
            ],
            heading=_("What it says"),
        ),
        MultiFieldPanel(
            [
                both_languages("signer_name"),
                both_languages("signer_office"),
                FieldRowPanel([FieldPanel("signature"), FieldPanel("seal")]),
                FieldRowPanel([FieldPanel("logo"), FieldPanel("partner_logo")]),
                FieldPanel("background"),
            ],
            heading=_("Who signs, and pictures"),
        ),
        FieldPanel("retired_on"),
    ],
    base_form_class=TemplateForm,
)
