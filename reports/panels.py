"""How indicators, targets and media mentions look in the admin."""

from django.forms import NumberInput, Select
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from cms.panels import both_languages
from reports.forms.indicators import IndicatorForm, TargetForm
from reports.forms.mentions import MediaMentionForm

INDICATOR_PANELS = ObjectList(
    [
        both_languages("name"),
        both_languages("unit"),
        both_languages("meaning"),
        FieldRowPanel([FieldPanel("slug"), FieldPanel("order")]),
        FieldRowPanel([FieldPanel("aggregation"), FieldPanel("more_is_better")]),
        FieldPanel("is_active"),
    ],
    base_form_class=IndicatorForm,
)

TARGET_PANELS = ObjectList(
    [
        FieldPanel("indicator"),
        FieldRowPanel(
            [FieldPanel("year", widget=NumberInput), FieldPanel("value", widget=NumberInput)]
        ),
        FieldRowPanel(
            [
                FieldPanel("branch", help_text=_("Left open, it is of every library.")),
                FieldPanel("brand", help_text=_("Left open, it is of every brand.")),
            ]
        ),
        FieldPanel("owner", heading=_("Who answers for it")),
    ],
    base_form_class=TargetForm,
)

MEDIA_MENTION_PANELS = ObjectList(
    [
        FieldPanel("title"),
        FieldPanel("outlet"),
        FieldRowPanel([FieldPanel("level"), FieldPanel("kind"), FieldPanel("day")]),
        FieldPanel("link"),
        MultiFieldPanel(
            [
                FieldPanel("event"),
                FieldPanel("programme", widget=Select),
                FieldRowPanel(
                    [FieldPanel("brand", widget=Select), FieldPanel("branch", widget=Select)]
                ),
            ],
            heading=_("What it is about"),
        ),
    ],
    base_form_class=MediaMentionForm,
)
