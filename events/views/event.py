"""The page of one event."""

from dataclasses import dataclass
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe
from wagtail.images.shortcuts import get_rendition_or_not_found

from brands.services.pages import story_urls
from brands.services.themes import dress
from cms.languages import OWN_NAMES
from cms.views.public import public_page
from core import clock
from core.addresses import absolute
from core.bilingual import stand_in_language
from core.previews import preview_contexts
from events.choices import Shape
from events.models import Event
from events.permissions import may_attend_internal
from events.querysets import EventQuerySet
from events.registries import panels_of_event, told_of_panels
from events.services.details import details_of
from events.services.feedback.summaries import public_feedback, told_of_feedback
from events.services.printing.poster import poster_digest
from events.services.printing.social import picture_digest
from events.services.printing.told import told_in_public
from events.services.questions.asked import asks_questions
from events.services.recap import public_recap, told_of_recap
from events.services.structured_data import event_json_ld

SHARED_PICTURE = "fill-1200x630|format-jpeg"


@dataclass(frozen=True)
class Subscription:
    """A calendar that programs subscribe to: `webcal` tells them to fetch it again."""

    label: str
    url: str


@require_safe
@public_page
def event_page(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """An event by its key. The words before the key are for readers: wrong ones lead to the right.

    Drafts are not found, nor are internal events by anyone but staff.
    """
    afterwards = told_of_feedback() | told_of_recap() | told_of_panels()
    event = shown_event(pk, request.user, Event.objects.annotate(**afterwards))
    if slug != event.slug:
        query = f"?{request.GET.urlencode()}" if request.GET else ""
        return HttpResponsePermanentRedirect(event.get_absolute_url() + query)
    return render(request, "events/event.html", event_context(event, request))


def public_event(pk: int) -> Event:
    """The published event with what its page tells and whether it `asks` questions, or a 404."""
    event = told(Event.objects.public().filter(pk=pk)).first()
    if event is None:
        raise Http404
    return event


def shown_event(pk: int, user: Any, events: EventQuerySet | None = None) -> Event:
    """The same, and for staff the internal events too; who asks is only looked at for those."""
    all_events = Event.objects.all() if events is None else events
    event = told(all_events.filter(live=True, pk=pk)).first()
    if event is None or (event.is_internal and not may_attend_internal(user)):
        raise Http404
    return event


def told(events: EventQuerySet) -> EventQuerySet:
    """The events with what their pages tell and whether they `ask` questions."""
    events = events.select_related(
        "intake__draw", "brand", "programme", "branch", "image", "printed_texts"
    )
    return events.annotate(asks=asks_questions())


@preview_contexts("event")
def event_context(event: Event, request: HttpRequest) -> dict[str, Any]:
    """What `events/event.html` shows, of a published event or of a draft in the preview.

    A draft that was never saved has no address yet, nor what hangs on one; and of an internal
    event nothing is handed on.
    """
    now = clock.now()
    details = details_of(event, now=now)
    stories = story_urls(
        language=get_language(), brands=[event.brand_id], programmes=[event.programme_id]
    )
    feedback, recap = public_feedback(event), public_recap(event)
    context = {
        "event": event,
        "details": details,
        "crumbs": [list_with(event), (event.title, None)],
        "only_in": told_only_in(event),
        **dress(event.brand),
        "brand_url": stories.brands.get(event.brand_id),
        "feedback": feedback,
        "recap": recap,
        "panels": panels_of_event(event, now=now),
        "programme_url": stories.programmes.get(event.programme_id),
    }
    if event.pk:
        context["register_url"] = reverse("register", args=[event.slug, event.pk])
    if event.pk and not event.is_internal:
        printed = told_in_public(details)
        picture = picture_digest(printed, Shape.LINK)
        share_image_url = reverse("share_picture", args=[event.pk, picture])
        context |= {
            "share_image_url": share_image_url,
            "poster_digest": poster_digest(printed),
            "calendar_url": reverse("event_calendar", args=[event.slug, event.pk]),
            "subscriptions": subscriptions(event),
            "json_ld": event_json_ld(
                details,
                image_url=photo_url(event) or share_image_url,
                recap=recap,
                feedback=feedback,
            ),
        }
    return context


def list_with(event: Event) -> tuple[str, str]:
    """What the list is called that the event stands on, and its address."""
    if event.is_internal:
        return _("Training"), reverse("training")
    return _("What is on"), reverse("event_list")


def subscriptions(event: Event) -> list[Subscription]:
    """The calendars of the brand and of the library, which calendar programs fetch again."""
    feed = absolute(reverse("event_feed")).partition("://")[2]
    found = []
    if event.brand:
        label = _("Subscribe to %(name)s") % {"name": event.brand.name}
        found.append(Subscription(label, f"webcal://{feed}?brand={event.brand.slug}"))
    label = _("Subscribe to %(name)s") % {"name": event.branch.name}
    found.append(Subscription(label, f"webcal://{feed}?branch={event.branch.slug}"))
    return found


def told_only_in(event: Event) -> str:
    """What speakers call the language of the event, where it is not told in the page's own."""
    for name in ("title", "description"):
        if language := stand_in_language(event, name):
            return OWN_NAMES[language]
    return ""


def photo_url(event: Event) -> str:
    """The event's picture in the shape that shared links have; nothing where there is none."""
    if event.image is None:
        return ""
    return get_rendition_or_not_found(event.image, SHARED_PICTURE).url
