"""An event as search engines read it: schema.org's Event in JSON-LD.

https://schema.org/Event, and https://developers.google.com/search/docs/appearance/structured-data/event
for what is asked of it there.
"""

from typing import Any

from django.utils import timezone
from django.utils.html import strip_tags
from django.utils.translation import get_language

from core.addresses import absolute
from events.choices import AttendanceMode
from events.models import Session
from events.models.feedback import FEWEST_STARS, MOST_STARS
from events.services.details import EventDetails
from events.services.feedback.summaries import PublicFeedback
from events.services.recap import PublicRecap
from events.services.registration.way_in import State, WayInNow

SCHEMA = "https://schema.org/"
ATTENDANCE_MODES = {
    AttendanceMode.ONSITE: "OfflineEventAttendanceMode",
    AttendanceMode.ONLINE: "OnlineEventAttendanceMode",
    AttendanceMode.MIXED: "MixedEventAttendanceMode",
}
AVAILABILITY = {
    State.OPEN: "InStock",
    State.BY_REQUEST: "LimitedAvailability",
    State.BY_LOT: "LimitedAvailability",
    State.BY_INVITATION: "LimitedAvailability",
    State.DROP_IN: "InStock",
    State.FULL: "SoldOut",
    State.NOT_OPEN_YET: "PreOrder",
}


def event_json_ld(
    details: EventDetails,
    *,
    image_url: str,
    recap: PublicRecap | None = None,
    feedback: PublicFeedback | None = None,
) -> dict[str, Any]:
    """What search engines are told. The link of an online event is not among it.

    Every event of a library is free; an offer says from when on one may register.
    """
    event = details.event
    sessions = details.planned
    address = absolute(event.get_absolute_url())
    data = {
        "@context": "https://schema.org",
        "@type": "Event",
        "@id": address,
        "url": address,
        "name": event.title,
        "description": event.summary or strip_tags(event.description),
        "inLanguage": event.languages or get_language(),
        "image": [absolute(image_url), *_photos(recap)],
        "eventStatus": f"{SCHEMA}{_status(details)}",
        "eventAttendanceMode": SCHEMA + ATTENDANCE_MODES[AttendanceMode(event.attendance_mode)],
        "isAccessibleForFree": True,
        "organizer": {"@type": "Library", "name": event.branch.name},
        "performer": [{"@type": "Person", "name": speaker.name} for speaker in details.speakers],
        "sponsor": [{"@type": "Organization", "name": p.name} for p in details.partners],
        "typicalAgeRange": _age_range(event.age_from, event.age_to),
        "offers": _offer(details.way_in, address),
        "aggregateRating": _rating(feedback),
    }
    if sessions:
        data |= _time_and_place(event.attendance_mode, sessions[0], address)
        data["endDate"] = _end(max(sessions, key=lambda session: session.ends_at))
    if details.is_course:
        data["subEvent"] = [
            {
                "@type": "Event",
                "name": event.title,
                "eventStatus": f"{SCHEMA}{_session_status(details, session)}",
                **_time_and_place(event.attendance_mode, session, address),
            }
            for session in details.sessions
        ]
    return {name: value for name, value in data.items() if value}


def _photos(recap: PublicRecap | None) -> list[str]:
    return [absolute(photo.url) for photo in recap.photos] if recap else []


def _rating(feedback: PublicFeedback | None) -> dict[str, Any] | None:
    """The average, where there are enough answers to tell it."""
    if feedback is None or feedback.average is None:
        return None
    return {
        "@type": "AggregateRating",
        "ratingValue": round(feedback.average, 1),
        "bestRating": MOST_STARS,
        "worstRating": FEWEST_STARS,
        "ratingCount": feedback.answers,
    }


def _status(details: EventDetails) -> str:
    """Cancelled as a whole, or because no session of it takes place."""
    if details.event.intake.is_cancelled:
        return "EventCancelled"
    if details.sessions and all(session.is_cancelled for session in details.sessions):
        return "EventCancelled"
    return "EventScheduled"


def _session_status(details: EventDetails, session: Session) -> str:
    return "EventCancelled" if session.is_cancelled else _status(details)


def _time_and_place(mode: str, session: Session, address: str) -> dict[str, Any]:
    return {
        "startDate": _start(session),
        "endDate": _end(session),
        "location": _location(mode, session, address),
    }


def _start(session: Session) -> str:
    local = timezone.localtime(session.starts_at)
    return local.date().isoformat() if session.spans_whole_days else local.isoformat()


def _end(session: Session) -> str:
    return (
        session.last_day.isoformat()
        if session.spans_whole_days
        else (timezone.localtime(session.ends_at).isoformat())
    )


def _location(mode: str, session: Session, address: str) -> Any:
    """Where to go; online, the page that tells the registered where."""
    online = {"@type": "VirtualLocation", "url": address}
    if mode == AttendanceMode.ONLINE:
        return online
    branch = session.branch
    place: dict[str, Any] = {
        "@type": "Place",
        "name": branch.name,
        "address": branch.address or branch.name,
        "url": absolute(branch.get_absolute_url()),
    }
    if branch.latitude is not None and branch.longitude is not None:
        place["geo"] = {
            "@type": "GeoCoordinates",
            "latitude": float(branch.latitude),
            "longitude": float(branch.longitude),
        }
    return [place, online] if mode == AttendanceMode.MIXED else place


def _age_range(age_from: int | None, age_to: int | None) -> str:
    """As schema.org writes it: 3-6, or 60- without an end."""
    if age_from is None and age_to is None:
        return ""
    return f"{age_from or 0}-{'' if age_to is None else age_to}"


def _offer(way_in: WayInNow, address: str) -> dict[str, Any] | None:
    if way_in.state not in AVAILABILITY:
        return None
    offer = {
        "@type": "Offer",
        "url": address,
        "price": "0",
        "priceCurrency": "CNY",
        "availability": SCHEMA + AVAILABILITY[way_in.state],
    }
    if way_in.opens_at:
        offer["validFrom"] = timezone.localtime(way_in.opens_at).isoformat()
    return offer
