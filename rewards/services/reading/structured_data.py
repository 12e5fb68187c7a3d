"""A challenge in the words of schema.org, for search engines."""

from __future__ import annotations

from typing import Any

from core.addresses import absolute
from rewards.services.reading.showing import ChallengeDetails


def challenge_json_ld(details: ChallengeDetails, *, image_url: str) -> dict[str, Any]:
    """An `Event` of many days (https://schema.org/Event) that takes place wherever one reads."""
    challenge = details.challenge
    address = absolute(challenge.get_absolute_url())
    organizer = challenge.brand.name if challenge.brand else challenge.branch.name
    known = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": challenge.title,
        "description": challenge.summary or challenge.title,
        "image": absolute(image_url),
        "startDate": challenge.first_day.isoformat(),
        "endDate": challenge.last_day.isoformat(),
        "eventStatus": "https://schema.org/EventScheduled",
        "isAccessibleForFree": True,
        "organizer": {"@type": "Library", "name": organizer},
        "location": {"@type": "Library", "name": challenge.branch.name},
    }
    return {key: value for key, value in known.items() if value}
