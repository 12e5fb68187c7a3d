"""How challenges look in the admin."""

from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, MultiFieldPanel, ObjectList

from cms.panels import RowsPanel, both_languages
from rewards.forms.challenges import ChallengeForm
from rewards.forms.stock import PrizeForm

CHALLENGE_PANELS = ObjectList(
    [
        MultiFieldPanel(
            [both_languages("title"), both_languages("summary"), both_languages("story")],
            heading=_("What is told"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("branch"), FieldPanel("brand")]),
                FieldPanel("programme"),
                FieldPanel("branches"),
                FieldPanel("audience"),
                FieldRowPanel([FieldPanel("age_from"), FieldPanel("age_to")]),
                FieldPanel("joining"),
            ],
            heading=_("Whose it is, and for whom"),
        ),
        MultiFieldPanel(
            [
                FieldRowPanel([FieldPanel("first_day"), FieldPanel("last_day")]),
                FieldRowPanel([FieldPanel("log_until"), FieldPanel("collect_until")]),
            ],
            heading=_("When"),
        ),
        MultiFieldPanel(
            [
                FieldPanel("unit"),
                FieldPanel("ways"),
                FieldRowPanel([FieldPanel("most_per_entry"), FieldPanel("most_per_day")]),
                FieldPanel("book_list"),
                FieldPanel("only_from_list"),
            ],
            heading=_("What counts"),
        ),
        RowsPanel(
            "tiers",
            heading=_("Tiers"),
            label=_("tier"),
            panels=[
                FieldPanel("threshold"),
                FieldPanel("title_en"),
                FieldPanel("title_zh"),
                FieldPanel("prize"),
                FieldPanel("substitute"),
                FieldPanel("names_certificate"),
            ],
        ),
        FieldPanel("prize_rule"),
        RowsPanel(
            "point_rules",
            heading=_("Points, where points are counted"),
            label=_("rule"),
            panels=[FieldPanel("activity"), FieldPanel("points")],
        ),
        RowsPanel(
            "bingo_fields",
            heading=_("Bingo card, if it has one"),
            label=_("field"),
            panels=[FieldPanel("position"), FieldPanel("text_en"), FieldPanel("text_zh")],
        ),
        MultiFieldPanel(
            [
                FieldPanel("goal"),
                FieldPanel("streak_days"),
                FieldPanel("shows_leaderboard"),
            ],
            heading=_("What it shows"),
        ),
    ],
    base_form_class=ChallengeForm,
)

PRIZE_PANELS = ObjectList(
    [
        both_languages("name"),
        both_languages("description"),
        FieldPanel("picture"),
        FieldRowPanel([FieldPanel("value_cents"), FieldPanel("branch")]),
        FieldPanel("retired_on"),
    ],
    base_form_class=PrizeForm,
)
