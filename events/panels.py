"""How the editor of an event is laid out: both languages side by side."""

from django.forms import Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import (
    FieldPanel,
    FieldRowPanel,
    HelpPanel,
    MultiFieldPanel,
    ObjectList,
    PublishingPanel,
)

from events.forms.conduct_policy import ConductPolicyForm
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

CONDUCT_POLICY_PANELS = ObjectList(
    [
        HelpPanel(
            _(
                "Whoever has a place and neither comes nor cancels is a no-show: written to in a "
                "friendly way, and able to say why. After several of them others go first for a "
                "while. It never touches what people borrow, and the desk registers as ever."
            )
        ),
        one_of("brand"),
        FieldPanel("is_on"),
        FieldRowPanel([FieldPanel("no_shows"), FieldPanel("months"), FieldPanel("days")]),
    ],
    base_form_class=ConductPolicyForm,
)
