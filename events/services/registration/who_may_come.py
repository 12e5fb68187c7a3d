"""Who may come to an event: what the library asks, changed at its desk and told on its page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.log_actions import log

from brands.choices import ReaderCardRule
from cms import formats
from events.models import Event, Intake
from events.services.registration.locks import lock_intake
from events.services.words import city


@dataclass(frozen=True, kw_only=True)
class WhoMayCome:
    """What is asked of a party, beside ages, consent and its size; and whether it signs off."""

    children_per_adult: int | None = None
    residents_until: datetime | None = None
    reader_card: ReaderCardRule = ReaderCardRule.NONE
    checks_out: bool = False


@transaction.atomic
def change_who_may_come(event: Event, rules: WhoMayCome, *, by: Any) -> None:
    """These rules hold for whoever registers from now on. Who is registered stays so."""
    intake = lock_intake(event.pk)
    wanted = asdict(rules)
    changed = [name for name, value in wanted.items() if getattr(intake, name) != value]
    for name in changed:
        setattr(intake, name, wanted[name])
    intake.save(update_fields=changed)
    log(event, "events.intake", user=by, data={"changed": changed})


def is_for_residents(intake: Intake, *, now: datetime) -> bool:
    """Whether only people of the city register now."""
    return intake.residents_until is not None and now < intake.residents_until


def wants_reader_card(intake: Intake) -> bool:
    return intake.reader_card != ReaderCardRule.NONE


def in_words(intake: Intake, *, now: datetime) -> list[str]:
    """What one should know before filling in a form, a sentence for each rule."""
    sentences = []
    if intake.children_per_adult is not None:
        most = intake.children_per_adult
        sentence = ngettext(
            "One adult for every %(most)s child.", "One adult for every %(most)s children.", most
        )
        sentences.append(sentence % {"most": most})
    if intake.residents_until and is_for_residents(intake, now=now):
        sentence = _("Until %(moment)s only for people who live in %(city)s, then for all.")
        moment = formats.moment(intake.residents_until, today=timezone.localdate(now))
        sentences.append(sentence % {"moment": moment, "city": city()})
    if wants_reader_card(intake):
        sentences.append(_("Have your reader card at hand: we ask for its number."))
    return sentences
