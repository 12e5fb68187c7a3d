"""How letters to groups on shifts are worded."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import cast

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cms import formats
from core.addresses import absolute
from notifications.models import OutboxMessage
from notifications.services.kinds import Description, Letter, Link, descriptions, kinds
from volunteers.choices import GroupMessage
from volunteers.models import GroupClaim
from volunteers.services.shifts.calendar import where_in_words
from volunteers.services.shifts.groups import checks_of, group_may_change_until

Wording = Callable[[GroupClaim, datetime], tuple[str, tuple[str, ...]] | None]


def about_a_group(kind: GroupMessage, *, label: Promise) -> Callable[[Wording], Wording]:
    """Registers how a kind of message is worded: its title and paragraphs, or nothing."""

    def register(word: Wording) -> Wording:
        def worded(message: OutboxMessage, now: datetime) -> Letter | None:
            group = GroupClaim.objects.told().get(pk=cast(int, message.subject_id))
            said = word(group, now)
            return _letter(group, now, *said) if said else None

        kinds.register(kind, worded)
        why = gettext_lazy("You answer for the group.")
        descriptions.register(kind, Description(label, why_always=why))
        return word

    return register


@about_a_group(GroupMessage.ON, label=gettext_lazy("that your group is on a shift"))
def on(group: GroupClaim, now: datetime) -> tuple[str, tuple[str, ...]] | None:
    if group.has_ended:
        return None
    until = group_may_change_until(group.need.shift)
    return _("Your group is on: %(title)s"), (
        _("Thank you! We keep these places for %(group)s.") % {"group": group.name},
        _("Tell us on the page who comes, and give places back there until %(until)s.")
        % {"until": formats.moment(until, today=timezone.localdate(now))},
        _("Whoever has this letter can do so: pass it on only to people of your group."),
    )


@about_a_group(GroupMessage.CHANGED, label=gettext_lazy("that your group gave places back"))
def changed(group: GroupClaim, now: datetime) -> tuple[str, tuple[str, ...]]:
    if group.has_ended:
        return _("Given back: %(title)s"), (
            _("Your group is no longer on this shift, and nobody expects you."),
        )
    said = ngettext(
        "Your group has %(n)s place on this shift now.",
        "Your group has %(n)s places on this shift now.",
        group.places,
    )
    return _("Fewer places: %(title)s"), (said % {"n": group.places},)


@about_a_group(GroupMessage.MOVED, label=gettext_lazy("that the shift of your group was moved"))
def moved(group: GroupClaim, now: datetime) -> tuple[str, tuple[str, ...]] | None:
    if group.has_ended:
        return None
    return _("New plan: %(title)s"), (
        _("This shift has been moved. This is how it stands now."),
        _("Your group cannot come then? Give its places back on the page."),
    )


@about_a_group(GroupMessage.CANCELLED, label=gettext_lazy("that the shift of your group is off"))
def cancelled(group: GroupClaim, now: datetime) -> tuple[str, tuple[str, ...]]:
    return _("Cancelled: %(title)s"), (_("This shift does not take place. You need not come."),)


@about_a_group(GroupMessage.BARRED, label=gettext_lazy("that your group cannot stay on a shift"))
def barred(group: GroupClaim, now: datetime) -> tuple[str, tuple[str, ...]]:
    needed = checks_of(group.need.role)
    return _("Not without a check: %(title)s"), (
        _("Whoever helps in this role needs by now: %(kinds)s.") % {"kinds": needed},
        _("So your group is no longer on this shift. Call the library: there is other work."),
    )


def _letter(group: GroupClaim, now: datetime, title: str, paragraphs: tuple[str, ...]) -> Letter:
    shift = group.need.shift
    when = formats.when(shift.starts_at, shift.ends_at, today=timezone.localdate(now))
    facts = (
        (_("When"), when),
        (_("Where"), where_in_words(shift)),
        (_("Role"), group.need.role.name),
        (_("Places"), formats.number(group.places) if group.places else ""),
        (_("Whom to meet"), shift.meeting),
    )
    return Letter(
        title=title % {"title": shift.title},
        paragraphs=paragraphs,
        facts=tuple((label, value) for label, value in facts if value),
        link=Link(_("To the page of your group"), absolute(group.get_absolute_url())),
    )
