"""Reading challenges: what is asked (challenge), who takes part (reader), what counts (tally).

What people decide (review), what follows (award, final standing), what is given (prize, stock,
collection, draw), and those who read together (group).
"""

from rewards.models.award import Award, AwardChange, FinalStanding
from rewards.models.challenge import BingoField, Challenge, PointRule, Tier
from rewards.models.collection import Collection
from rewards.models.draw import PrizeDraw, PrizeDrawEntry
from rewards.models.group import ReadingGroup
from rewards.models.loans import LoanImport
from rewards.models.prize import Prize, PrizeStock, StockLine, TierPrize
from rewards.models.reader import CardClaim, DayTally, Reader, ReaderCard
from rewards.models.review import Dispute, HeldRecord
from rewards.models.tally import LogSheet, SecretCode, TallyEntry

__all__ = [
    "Award",
    "AwardChange",
    "BingoField",
    "CardClaim",
    "Challenge",
    "Collection",
    "DayTally",
    "Dispute",
    "FinalStanding",
    "HeldRecord",
    "LoanImport",
    "LogSheet",
    "PointRule",
    "Prize",
    "PrizeDraw",
    "PrizeDrawEntry",
    "PrizeStock",
    "Reader",
    "ReaderCard",
    "ReadingGroup",
    "SecretCode",
    "StockLine",
    "TallyEntry",
    "Tier",
    "TierPrize",
]
