"""The picture beside a shared link to a challenge, set as the pictures of events are."""

from __future__ import annotations

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from cms import cover_art, formats
from core.addresses import absolute
from core.bilingual import FIELD_SUFFIXES, site_language
from events.choices import Shape
from events.services.printing.social import picture_digest, picture_png
from events.services.printing.told import SITE_LABEL, Told, Words
from rewards.models import Challenge


def challenge_picture_digest(challenge: Challenge) -> str:
    """The part of the picture's address that changes with what it tells."""
    return picture_digest(_told(challenge), Shape.LINK)


def challenge_picture(challenge: Challenge) -> bytes:
    """A PNG of the challenge's words beside its drawing, in the active language first.

    Raises:
        NoTypesetting: pictures cannot be made on this system.
    """
    return picture_png(_told(challenge), None, Shape.LINK)


def _told(challenge: Challenge) -> Told:
    leading = get_language() or site_language()
    languages = sorted(FIELD_SUFFIXES, key=lambda code: code != leading)
    if not (challenge.title_en and challenge.title_zh):
        languages = languages[:1]
    brand = challenge.brand
    return Told(
        words=tuple(_words(challenge, language) for language in languages),
        label=brand.name_zh if brand else SITE_LABEL,
        colour=brand.colour if brand else cover_art.HOUSE_COLOUR,
        kind=challenge.audience,
        seed=str(challenge.pk),
        photo="",
        day="",
        year="",
        is_cancelled=False,
        url=absolute(challenge.get_absolute_url()),
    )


def _words(challenge: Challenge, language: str) -> Words:
    with override(language):
        return Words(
            language=language,
            headline=challenge.title,
            brand=challenge.brand.name if challenge.brand else _("Reading challenge"),
            when=formats.days(challenge.first_day, challenge.last_day),
            where=challenge.branch.name,
        )
