"""How the editor of an event is laid out: both languages side by side."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)

from events.forms.editor import EventForm


def in_both_languages(name: str) -> FieldRowPanel:
    return FieldRowPanel([FieldPanel(f"{name}_zh"), FieldPanel(f"{name}_en")])


EVENT_EDITOR = ObjectList(
    [
        MultiFieldPanel(
            [in_both_languages("title"), in_both_languages("summary")],
            heading=_("What it is called"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("programme"), FieldPanel("brand")]),
                FieldPanel("branch"),
            ],
            heading=_("Where it belongs"),
        ),
        MultiFieldPanel(
            [in_both_languages("description"), in_both_languages("bring"), FieldPanel("image")],
            heading=_("What people read"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("kind"), FieldPanel("attendance_mode")]),
                FieldRowPanel(
                    [FieldPanel("audience"), FieldPanel("age_from"), FieldPanel("age_to")]
                ),
                FieldPanel("access_offers"),
            ],
            heading=_("For whom"),
        ),
        PublishingPanel(),
    ],
    base_form_class=EventForm,
)
