"""How the editor of an event is laid out: both languages side by side."""

from django.forms import Select
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


def one_of(name: str) -> FieldPanel:
    """A list of what the form offers; a chooser would show what its user may merely see."""
    return FieldPanel(name, widget=Select)


EVENT_EDITOR = ObjectList(
    [
        MultiFieldPanel(
            [in_both_languages("title"), in_both_languages("summary")],
            heading=_("What it is called"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([one_of("programme"), one_of("brand")]),
                one_of("branch"),
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
                FieldPanel("languages"),
                FieldPanel("access_offers"),
            ],
            heading=_("For whom"),
        ),
        PublishingPanel(),
    ],
    base_form_class=EventForm,
)
