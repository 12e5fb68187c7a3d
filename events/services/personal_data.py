"""What the events app holds about people: how it is told, and what becomes of it.

Places that were taken count for ever. They lead to a tombstone once the person is forgotten.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils.translation import gettext as _

from accounts.models import Person
from accounts.services.erasure import Trace, traces
from accounts.services.export import Subject, exporters
from events.choices import LIVE_STATES
from events.models import (
    Answer,
    Attendance,
    Attendee,
    CalendarLink,
    ConductEntry,
    Feedback,
    Follow,
    ReaderCard,
    Registration,
)
from events.services.conduct.forgetting import forget_conduct_of
from events.services.conduct.standing import told
from events.services.feedback.answering import forget_words
from events.services.registration.cancellation import cancel_registration


def give_back_coming_places(person: Person, now: datetime) -> None:
    """Cancel what is to come and is the person's own: they are written to, or come alone."""
    others = Attendee.objects.filter(registration=OuterRef("pk"), state__in=LIVE_STATES)
    is_theirs_alone = Q(attendees__person=person) & ~Exists(others.exclude(person=person))
    coming = Registration.objects.filter(state__in=LIVE_STATES).exclude(
        event__last_ends_at__lte=now
    )
    own = coming.filter(Q(contact=person) | is_theirs_alone)
    for registration_id in own.order_by("event_id", "pk").values_list("pk", flat=True).distinct():
        cancel_registration(
            registration_id=registration_id, now=now, reason=_("The account was deleted.")
        )


def forget_guest_keys(person: Person, now: datetime) -> None:
    """Nobody can find out any more whether a name and address were there."""
    own = Q(person=person) | Q(registration__contact=person)
    Attendee.objects.filter(own).update(guest_key=None)


def forget_answers(person: Person, now: datetime) -> None:
    """Erase what they said about themselves and their party to the questions of events.

    What a family said for an event to which others of it still come stays until it is due.
    """
    others = Attendee.objects.filter(registration=OuterRef("registration"), state__in=LIVE_STATES)
    is_needed = Q(registration__event__last_ends_at__gt=now) & Exists(others.exclude(person=person))
    theirs = Q(registration__contact=person) | (
        Q(registration__attendees__person=person) & ~is_needed
    )
    Answer.objects.filter(pk__in=Answer.objects.filter(theirs).values("pk")).delete()


def forget_feedback(person: Person, now: datetime) -> None:
    """Nobody knows any more whose answers were theirs; of what they wrote, nothing stays."""
    for feedback in Feedback.objects.filter(registration__contact=person).select_related("event"):
        forget_words(feedback)


def forget_contact(person: Person, now: datetime) -> None:
    """Of their reader cards, and of what helped those they signed up, nothing stays either."""
    give_back_coming_places(person, now)
    forget_answers(person, now)
    forget_feedback(person, now)
    Attendee.objects.filter(registration__contact=person).update(needs=[])
    ReaderCard.objects.filter(registration__contact=person).delete()
    forget_conduct_of(person)


def forget_attendee(person: Person, now: datetime) -> None:
    forget_guest_keys(person, now)
    forget_answers(person, now)
    Attendee.objects.filter(person=person).update(needs=[])


traces.register(
    "events.Registration.contact",
    Trace(
        "kept; places to come, answers, needs, card, no-shows, words of feedback are erased",
        forget_contact,
    ),
)
traces.register(
    "events.Attendee.person",
    Trace("kept; the key of a guest is blanked, answers and needs erased", forget_attendee),
)


@exporters("registrations")
def _registrations(subject: Subject) -> list[dict[str, Any]]:
    present = Attendance.objects.filter(undone_at=None).order_by("checked_in_at")
    attendees = Attendee.objects.filter(person__in=subject.people).select_related("person")
    registrations = (
        Registration.objects.filter(
            Q(contact__in=subject.people) | Q(attendees__person__in=subject.people)
        )
        .distinct()
        .order_by("pk")
        .select_related("event", "reader_card")
        .prefetch_related(
            Prefetch(
                "attendees",
                attendees.prefetch_related(Prefetch("attendances", present)),
            ),
            Prefetch("answers", Answer.objects.select_related("question")),
        )
    )
    return [
        {
            "event": registration.event.title,
            "starts_at": registration.event.first_starts_at,
            "reference": registration.reference,
            "group": registration.group_name,
            "state": registration.get_state_display(),
            "registered_at": registration.created_at,
            "is_online": registration.comes_online,
            "reader_card": str(getattr(registration, "reader_card", "")),
            "people": [
                {
                    "name": attendee.person.name,
                    "state": attendee.get_state_display(),
                    "age": attendee.age,
                    "goes_home_alone": attendee.may_leave_alone,
                    "checked_out_at": [
                        attendance.checked_out_at
                        for attendance in attendee.attendances.all()
                        if attendance.checked_out_at
                    ],
                    "needs": attendee.needs_in_words,
                    "checked_in_at": [
                        attendance.checked_in_at for attendance in attendee.attendances.all()
                    ],
                }
                for attendee in registration.attendees.all()
            ],
            "answers": [
                {
                    "question": answer.question.text,
                    "asked_for": answer.question.purpose,
                    "answer": answer.said,
                    "wording": answer.wording,
                    "given_at": answer.given_at,
                    "erased_on": answer.erases_on,
                }
                for answer in registration.answers.all()
            ],
        }
        for registration in registrations
    ]


@exporters("attendance")
def _conduct(subject: Subject) -> list[dict[str, Any]]:
    """What was written down about events that they were missed at, and what was said to it."""
    entries = told(ConductEntry.objects.filter(registration__contact__in=subject.people))
    return [
        {
            "event": entry.registration.event.title,
            "reference": entry.registration.reference,
            "what": entry.get_kind_display(),
            "happened_at": entry.happened_at,
            "until": entry.ends_at,
            "reason": entry.reason,
            "what_you_said": entry.asked.get_reason_display() if entry.asked else "",
            "in_your_words": entry.asked.words if entry.asked else "",
            "answer": entry.asked.answer if entry.asked else "",
        }
        for entry in entries.order_by("pk")
    ]


@exporters("feedback")
def _feedback(subject: Subject) -> list[dict[str, Any]]:
    """What they said and wished to be known for. Whose the anonymous answers are, nobody knows."""
    given = Feedback.objects.filter(registration__contact__in=subject.people)
    given = given.select_related("event", "first_question", "second_question")
    return [
        {
            "event": feedback.event.title,
            "given_on": feedback.given_on,
            "stars": feedback.stars,
            "answers": [
                {"question": question.text, "answer": answer}
                for question, answer in (
                    (feedback.first_question, feedback.get_first_answer_display()),
                    (feedback.second_question, feedback.get_second_answer_display()),
                )
                if question
            ],
            "words": feedback.words,
            "may_be_quoted": feedback.may_be_quoted,
            "quoted_as": feedback.quoted_as,
            "quoted_in_public": feedback.is_public,
        }
        for feedback in given.order_by("event__last_ends_at", "pk")
    ]


# Both go with the user: their keys cascade.


@exporters("following")
def _following(subject: Subject) -> list[dict[str, Any]]:
    follows = Follow.objects.filter(user=subject.user).select_related("event", "brand", "branch")
    return [
        {"what": str(follow.target), "since": follow.created_at}
        for follow in follows.order_by("created_at", "pk")
    ]


@exporters("calendar_link")
def _calendar_link(subject: Subject) -> dict[str, Any]:
    """Since when there is one, if so. Its code stays out: the file may lie anywhere."""
    link = CalendarLink.objects.filter(user=subject.user).first()
    return {"since": link.created_at} if link else {}
