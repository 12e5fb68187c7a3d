"""Addresses of events, registration, tickets and feeds."""

from django.urls import path, register_converter

from events.views import (
    answers,
    draw,
    embed,
    event,
    feedback,
    feeds,
    follow,
    invitation,
    leaflet,
    listing,
    missed,
    party,
    personal_calendar,
    places,
    register,
    registered,
    share,
    ticket,
    training,
)


class TicketCode:
    """The code of a ticket: 26 letters and digits of base 32, in capitals or not."""

    regex = "[A-Za-z2-7]{26}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PrintEnding:
    """What a file on paper ends with: to read, to print and fold, or as a picture."""

    regex = "fold\\.pdf|pdf|png"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class PaperName:
    regex = "a3|a4"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


register_converter(TicketCode, "code")
register_converter(PrintEnding, "print_ending")
register_converter(PaperName, "paper")

urlpatterns = [
    path("events/", listing.event_list, name="event_list"),
    path("events.ics", feeds.event_feed, name="event_feed"),
    path("events.rss", feeds.event_rss, name="event_rss"),
    path("events.json", feeds.event_json, name="event_json"),
    path("events/embed/", embed.embedded_list, name="embedded_list"),
    path("events/on-your-site/", embed.on_your_site, name="on_your_site"),
    path(
        "events/month-<slug:month>.<print_ending:ending>",
        leaflet.month_leaflet,
        name="month_leaflet",
    ),
    path("events/<slug:slug>-<int:pk>/", event.event_page, name="event"),
    path("events/<slug:slug>-<int:pk>/places/", places.event_places, name="event_places"),
    path("events/<slug:slug>-<int:pk>.ics", feeds.event_calendar, name="event_calendar"),
    path("events/<slug:slug>-<int:pk>/register/", register.registration_page, name="register"),
    path("events/<slug:slug>-<int:pk>/registered/", registered.registered_page, name="registered"),
    path("events/<slug:slug>-<int:pk>/draw/", draw.draw_page, name="event_draw"),
    path("events/<slug:slug>-<int:pk>/entries.txt", draw.entries_file, name="draw_entries"),
    path("events/draw.py", draw.script, name="draw_script"),
    path("feedback/<str:token>/", feedback.feedback_page, name="feedback"),
    path("invitations/<code:code>/", invitation.invitation_page, name="invitation"),
    path("training/", training.training_page, name="training"),
    path("follow/<slug:kind>/<int:pk>/", follow.follow_page, name="follow"),
    path("share/event-<int:pk>-<slug:digest>.png", share.share_picture, name="share_picture"),
    path("share/poster-<int:pk>-<slug:digest>.<slug:ending>", share.poster, name="event_poster"),
    path("share/photo-<int:pk>-<slug:digest>.jpg", share.event_photo, name="event_photo"),
    path(
        "share/programme-<int:pk>-<paper:paper>-<slug:digest>.<print_ending:ending>",
        leaflet.programme_poster,
        name="programme_poster",
    ),
    path("tickets/<code:code>/", ticket.ticket_page, name="ticket"),
    path("tickets/<code:code>/accept/", ticket.ticket_accept, name="ticket_accept"),
    path("tickets/<code:code>/answers/", answers.ticket_answers, name="ticket_answers"),
    path("tickets/<code:code>/cancel/", ticket.ticket_cancel, name="ticket_cancel"),
    path("tickets/<code:code>/missed/", missed.ticket_missed, name="ticket_missed"),
    path("tickets/<code:code>/people/", party.party_page, name="ticket_people"),
    path("tickets/<code:code>/plan/", party.plan_page, name="ticket_plan"),
    path("tickets/<code:code>.ics", ticket.ticket_ics, name="ticket_ics"),
    path("tickets/<code:code>.pdf", ticket.ticket_print, name="ticket_pdf"),
    path("tickets/<code:code>/ticket.png", ticket.ticket_picture, name="ticket_picture"),
]
language_neutral = [
    path("embed.js", embed.embed_script, name="embed_script"),
    path("calendars/<code:code>.ics", personal_calendar.my_calendar_feed, name="my_calendar_feed"),
    path("tickets/<code:code>.png", ticket.ticket_qr, name="ticket_qr"),
    path("F/<str:token>", feedback.feedback_at_the_table, name="feedback_at_the_table"),
    path("I/<code:code>", invitation.invitation_on_paper, name="invitation_on_paper"),
    path("T/<code:code>", ticket.ticket_at_the_door, name="ticket_at_the_door"),
]
