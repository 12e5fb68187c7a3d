from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.viewsets.base import ViewSet
from wagtail.log_actions import LogActionRegistry
from wagtail.permissions import register_permission_policy
from wagtail.snippets.models import register_snippet

from rewards.models import Challenge, Prize, ReaderCard
from rewards.permissions import challenges_policy, prizes_policy
from rewards.viewsets import ReadingGroup
from rewards.viewsets.cards import CardsViewSet
from rewards.viewsets.closing import ClosingViewSet
from rewards.viewsets.codes import SecretCodesViewSet
from rewards.viewsets.desk import DeskViewSet
from rewards.viewsets.draws import PrizeDrawsViewSet
from rewards.viewsets.groups import ReadingGroupsViewSet
from rewards.viewsets.loans import LoanImportViewSet
from rewards.viewsets.prize_desk import PrizeDeskViewSet
from rewards.viewsets.review import ReviewViewSet
from rewards.viewsets.sheets import SheetsViewSet
from rewards.viewsets.stock import StockViewSet
from staff.models import LogEntry

register_permission_policy(Challenge, challenges_policy())
register_permission_policy(Prize, prizes_policy())
register_snippet(ReadingGroup)


@hooks.register("register_admin_viewset")
def viewsets() -> list[ViewSet]:
    return [
        DeskViewSet(),
        SheetsViewSet(),
        ReviewViewSet(),
        SecretCodesViewSet(),
        ReadingGroupsViewSet(),
        StockViewSet(),
        PrizeDeskViewSet(),
        PrizeDrawsViewSet(),
        LoanImportViewSet(),
        CardsViewSet(),
        ClosingViewSet(),
    ]


@hooks.register("register_log_actions")
def log_actions(actions: LogActionRegistry) -> None:
    for model in (Challenge, Prize, ReaderCard):
        actions.register_model(model, LogEntry)
    for name, label, sentence in (
        ("challenge_published", _("Publish challenge"), _("Published a reading challenge")),
        ("code_made", _("Make a secret code"), _("Made a secret code")),
        ("code_stopped", _("Stop a secret code"), _("Stopped a secret code")),
        ("readers_exported", _("Export readers"), _("Took the list of readers")),
        ("sheet_typed_in", _("Type in a log sheet"), _("Typed in a log sheet")),
        ("challenge_withdrawn", _("Withdraw challenge"), _("Made a challenge a draft again")),
        ("challenge_closed", _("Close challenge"), _("Closed a reading challenge")),
        ("loans_imported", _("Count loans"), _("Had a file of loans counted")),
        ("winners_exported", _("Take winners away"), _("Took names of winners away")),
        ("card_seen", _("See a card"), _("Confirmed whose a reader card is")),
        ("slip_printed", _("Print a slip"), _("Printed a slip for a reader card")),
    ):
        actions.register_action(f"rewards.{name}", label, sentence)
