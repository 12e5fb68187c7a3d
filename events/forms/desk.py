"""The forms of an event's desk. They check what was typed, and call the services."""

from __future__ import annotations

from datetime import datetime
from typing import Any, cast

from django import forms
from django.db import transaction
from django.db.models import Q
from django.forms import inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from wagtail.admin.widgets import AdminTimeInput
from wagtail.log_actions import log

from books.models import BookList
from brands.choices import WayIn
from cms.viewsets import rows_in_scope
from events.choices import OfficialCount, PoolKind
from events.errors import RoomTaken
from events.forms.fields import MomentField, RoomField, offer
from events.models import Event, EventSpeaker, Registration, Session
from events.services.making.event_cancellation import cancel_event
from events.services.making.handing_over import hand_over
from events.services.making.particulars import set_book_lists, set_costs, set_partners
from events.services.making.rooms import why_taken
from events.services.making.sessions import save_session
from events.services.registration.approval import accept, decline
from events.services.registration.capacity import set_capacity
from events.services.registration.draw import draw_lots
from events.services.registration.intake import PublicNumber, Terms, change_terms
from network.models import Branch, Partner, Room
from staff.choices import Action
from staff.policy import branches_in_scope, may_at

MOST_PLACES = 100_000


class DeskForm(forms.Form):
    """A form about one event. `save` does what it says and writes a line into the log."""

    def __init__(self, *args: Any, event: Event, user: Any, now: datetime, **kwargs: Any) -> None:
        self.event, self.user, self.now = event, user, now
        super().__init__(*args, **kwargs)


class SessionForm(DeskForm):
    """One meeting; or, for an exhibition, the days it is open and from when to when each day."""

    starts_at = MomentField(label=gettext_lazy("Starts"))
    ends_at = MomentField(
        label=gettext_lazy("Ends"),
        help_text=gettext_lazy("For an exhibition: the last day, when it closes."),
    )
    daily_opens_at = forms.TimeField(
        label=gettext_lazy("Opens each day"),
        widget=AdminTimeInput,
        required=False,
        help_text=gettext_lazy("Only for an exhibition or fair of several days."),
    )
    daily_closes_at = forms.TimeField(
        label=gettext_lazy("Closes each day"), widget=AdminTimeInput, required=False
    )
    branch = forms.ModelChoiceField(label=gettext_lazy("Where"), queryset=Branch.objects.none())
    room = RoomField(label=gettext_lazy("Room"), branch_field_id="id_branch", required=False)
    online_url = forms.URLField(
        label=gettext_lazy("Online link"),
        required=False,
        assume_scheme="https",
        help_text=gettext_lazy("Reaches only the registered."),
    )
    official_count = forms.ChoiceField(
        label=gettext_lazy("Attendance counts"),
        choices=OfficialCount,
        initial=OfficialCount.BOTH,
    )

    def __init__(self, *args: Any, session: Session, **kwargs: Any) -> None:
        self.session = session
        kwargs["initial"] = {name: getattr(session, name) for name in self.base_fields} | (
            kwargs.get("initial") or {}
        )
        super().__init__(*args, **kwargs)
        branches = Branch.objects.filter(
            Q(pk__in=branches_in_scope(self.user, Action.CHANGE).values("pk"))
            | Q(pk__in=[self.event.branch_id, session.branch_id])
        )
        offer(self, "branch", branches)
        offer(self, "room", Room.objects.filter(branch__in=branches))

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        starts_at, ends_at = cleaned.get("starts_at"), cleaned.get("ends_at")
        if starts_at and ends_at and ends_at <= starts_at:
            self.add_error("ends_at", _("The end must be after the start."))
        opens_at, closes_at = cleaned.get("daily_opens_at"), cleaned.get("daily_closes_at")
        if (opens_at is None) != (closes_at is None):
            self.add_error("daily_closes_at", _("Give both times of the day, or none."))
        elif opens_at and closes_at and closes_at <= opens_at:
            self.add_error("daily_closes_at", _("It must close after it opens."))
        branch, room = cleaned.get("branch"), cleaned.get("room")
        if branch and room and room.branch_id != branch.pk:
            self.add_error("room", _("This room is in another library."))
        return cleaned

    def save(self) -> Session | None:
        """The session as saved; or None where the room is taken, which the form then says."""
        is_new = self.session.pk is None
        for name, value in self.cleaned_data.items():
            setattr(self.session, name, value)
        try:
            with transaction.atomic():
                save_session(self.session)
                log(
                    self.event,
                    "events.session_added" if is_new else "events.session_changed",
                    user=self.user,
                    data={"session": self.session.pk, "starts_at": self.session.starts_at},
                )
        except RoomTaken:
            self.add_error(
                "room",
                why_taken(self.cleaned_data["room"], self.session.starts_at, self.session.ends_at),
            )
            return None
        return self.session


class PlacesForm(DeskForm):
    """How many may come. Fewer places than are taken need a second look."""

    general = forms.IntegerField(
        label=gettext_lazy("General places"), min_value=0, max_value=MOST_PLACES
    )
    children = forms.IntegerField(
        label=gettext_lazy("Places for children"),
        min_value=0,
        max_value=MOST_PLACES,
        required=False,
        help_text=gettext_lazy("Leave empty to let adults and children share the places."),
    )
    lower_anyway = forms.BooleanField(
        label=gettext_lazy("Lower them all the same"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        self.pools = {pool.kind: pool for pool in kwargs["event"].pools.all()}
        kwargs["initial"] = {kind: pool.capacity for kind, pool in self.pools.items()}
        super().__init__(*args, **kwargs)
        for kind, pool in self.pools.items():
            if pool.taken:
                self.fields[kind].help_text = _("%(taken)s are taken.") % {"taken": pool.taken}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if cleaned.get("lower_anyway"):
            return cleaned
        for kind, pool in self.pools.items():
            places = cleaned.get(kind) or 0
            if kind not in self.errors and places < pool.taken:
                self.fields["lower_anyway"].widget = forms.CheckboxInput()
                self.add_error(
                    kind,
                    ngettext(
                        "%(taken)s place is taken. Nobody loses it, but nobody else comes in. "
                        "Tick the box below to lower the number all the same.",
                        "%(taken)s places are taken. Nobody loses theirs, but nobody else comes "
                        "in until enough have left. Tick the box below to lower the number all "
                        "the same.",
                        pool.taken,
                    )
                    % {"taken": pool.taken},
                )
        return cleaned

    def save(self) -> None:
        for kind in PoolKind.values:
            capacity = self.cleaned_data[kind] or 0
            known = self.pools.get(kind)
            if capacity != (known.capacity if known else 0):
                set_capacity(self.event, kind=kind, capacity=capacity, user=self.user, now=self.now)


class IntakeForm(DeskForm):
    """How people get in, and when."""

    way_in = forms.ChoiceField(
        label=gettext_lazy("Way in"), choices=WayIn, widget=forms.RadioSelect
    )
    opens_at = MomentField(
        label=gettext_lazy("Registration opens"),
        required=False,
        help_text=gettext_lazy("Empty: as soon as the event is published."),
    )
    closes_at = MomentField(
        label=gettext_lazy("Registration closes"),
        required=False,
        help_text=gettext_lazy("Empty: when the first session starts."),
    )
    party_max = forms.IntegerField(label=gettext_lazy("Largest party"), min_value=1, max_value=50)
    asks_first = forms.BooleanField(
        label=gettext_lazy("Ask those who wait before they move up"),
        required=False,
        help_text=gettext_lazy(
            "They have between two hours and two days to say yes, the less the nearer the event "
            "is. In the last 24 hours nobody is asked: the places are theirs."
        ),
    )
    skips_to_fitting = forms.BooleanField(
        label=gettext_lazy("Pass over parties for whom there are too few places"),
        required=False,
        help_text=gettext_lazy("A smaller party behind them moves up; they keep their position."),
    )
    number_name_zh = forms.CharField(
        label=gettext_lazy("For a draw: the public number (Chinese)"),
        max_length=200,
        required=False,
        help_text=gettext_lazy(
            "A number that nobody controls and that is published only after registration has "
            "closed: a lottery result, or a stock index on a certain day. Say exactly which."
        ),
    )
    number_name_en = forms.CharField(
        label=gettext_lazy("The public number (English)"), max_length=200, required=False
    )
    number_url = forms.URLField(
        label=gettext_lazy("Where it is published"), required=False, assume_scheme="https"
    )
    number_known_at = MomentField(
        label=gettext_lazy("When it is published"),
        required=False,
        help_text=gettext_lazy("Lots can be drawn from then on."),
    )

    NUMBER = ("number_name_en", "number_name_zh", "number_url", "number_known_at")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        intake = kwargs["event"].intake
        kwargs["initial"] = {
            name: getattr(intake.draw if name in self.NUMBER else intake, name, None)
            for name in self.base_fields
        }
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        opens_at, closes_at = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens_at and closes_at and closes_at <= opens_at:
            self.add_error("closes_at", _("Registration must close after it opens."))
        if cleaned.get("way_in") == WayIn.DRAW:
            self._demand_what_a_draw_needs(cleaned)
        return cleaned

    def _demand_what_a_draw_needs(self, cleaned: dict[str, Any]) -> None:
        needed = {
            "closes_at": _("Say when registration closes: the list is published then."),
            "number_name_zh": _("Name the number that lots are drawn with."),
            "number_name_en": _("Name the number that lots are drawn with."),
            "number_known_at": _("Say from when the number is known."),
        }
        for name, sentence in needed.items():
            if not cleaned.get(name) and name not in self.errors:
                self.add_error(name, sentence)
        closes_at, known_at = cleaned.get("closes_at"), cleaned.get("number_known_at")
        if closes_at and known_at and known_at <= closes_at:
            self.add_error(
                "number_known_at",
                _("The number must come out after registration has closed: choose a later one."),
            )

    def save(self) -> None:
        cleaned = dict(self.cleaned_data)
        number = PublicNumber(**{name: cleaned.pop(name) for name in self.NUMBER})
        is_draw = cleaned["way_in"] == WayIn.DRAW
        terms = Terms(**cleaned, number=number if is_draw else None)
        change_terms(self.event, terms, user=self.user)


class DrawForm(DeskForm):
    """The number that has come out."""

    number = forms.CharField(
        label=gettext_lazy("The number, letter by letter"),
        max_length=60,
        help_text=gettext_lazy(
            "As it is published, with points and commas. Spaces around it do not count."
        ),
    )
    is_right = forms.BooleanField(
        label=gettext_lazy("I have compared it with the source"),
        help_text=gettext_lazy("The result stands: it cannot be drawn again."),
    )

    def save(self) -> None:
        number = self.cleaned_data["number"]
        draw_lots(event_id=self.event.pk, number=number, user=self.user, now=self.now)


class AnswerForm(DeskForm):
    """Yes or no to a party that has asked for places."""

    ACCEPT, DECLINE = "accept", "decline"

    registration = forms.ModelChoiceField(queryset=Registration.objects.none())
    answer = forms.ChoiceField(choices=[(ACCEPT, ACCEPT), (DECLINE, DECLINE)])
    reason = forms.CharField(max_length=200, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, "registration", self.event.registrations.all())

    def save(self) -> Registration:
        """The party with its answer."""
        asked = self.cleaned_data["registration"].pk
        if self.cleaned_data["answer"] == self.ACCEPT:
            return accept(registration_id=asked, user=self.user, now=self.now)
        reason = self.cleaned_data["reason"]
        return decline(registration_id=asked, user=self.user, now=self.now, reason=reason)


class PartnersForm(DeskForm):
    partners = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Partners"),
        queryset=Partner.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs["initial"] = {"partners": list(kwargs["event"].partners.all())}
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        set_partners(self.event, self.cleaned_data["partners"], user=self.user)


class BookListsForm(DeskForm):
    book_lists = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Book lists"),
        queryset=BookList.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=gettext_lazy(
            "Shown on the page of the event. Lists are made under “Books” in the menu."
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        chosen = kwargs["event"].book_lists.all()
        kwargs["initial"] = {"book_lists": list(chosen)}
        super().__init__(*args, **kwargs)
        offered = rows_in_scope(self.user, BookList).filter(is_published=True)
        field = cast(forms.ModelMultipleChoiceField, self.fields["book_lists"])
        field.queryset = BookList.objects.filter(
            Q(pk__in=offered.values("pk")) | Q(pk__in=chosen.values("pk"))
        )

    def save(self) -> None:
        set_book_lists(self.event, self.cleaned_data["book_lists"], user=self.user)


class CostsForm(DeskForm):
    planned_cost = forms.DecimalField(
        label=gettext_lazy("Planned cost"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
    )
    actual_cost = forms.DecimalField(
        label=gettext_lazy("Actual cost"),
        min_value=0,
        max_digits=10,
        decimal_places=2,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        event = kwargs["event"]
        kwargs["initial"] = {name: getattr(event, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)

    def save(self) -> None:
        set_costs(self.event, user=self.user, **self.cleaned_data)


class HandOverForm(DeskForm):
    branch = forms.ModelChoiceField(
        label=gettext_lazy("Who answers for it from now on"), queryset=Branch.objects.none()
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        allowed = branches_in_scope(self.user, Action.CHANGE, of_brand=self.event.brand)
        offer(self, "branch", allowed.exclude(pk=self.event.branch_id))

    def clean_branch(self) -> Branch:
        branch = self.cleaned_data["branch"]
        target = {"branch_id": branch.pk, "brand_id": self.event.brand_id}
        if not may_at(self.user, Action.CHANGE, **target):
            raise forms.ValidationError(_("You do not look after such events there."))
        return branch

    def save(self) -> None:
        hand_over(self.event, branch=self.cleaned_data["branch"], user=self.user)


class CancelForm(DeskForm):
    """Why it does not take place, for those who cannot read the one language or the other."""

    reason_zh = forms.CharField(label=gettext_lazy("Why (Chinese)"), max_length=200)
    reason_en = forms.CharField(label=gettext_lazy("Why (English)"), max_length=200)

    def save(self) -> None:
        cancel_event(self.event, user=self.user, now=self.now, **self.cleaned_data)


class SpeakerForm(forms.ModelForm):
    class Meta:
        model = EventSpeaker
        fields = ("name_zh", "name_en", "about_zh", "about_en", "position")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        if not (cleaned.get("name_zh") or cleaned.get("name_en")):
            self.add_error("name_zh", _("Give a name in one language at least."))
        return cleaned


SpeakerFormSet = inlineformset_factory(
    Event,
    EventSpeaker,
    form=SpeakerForm,
    extra=1,
    can_delete_extra=False,
)
