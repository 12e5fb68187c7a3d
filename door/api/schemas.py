"""What stations send and are told, as the description of the API shows it."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from ninja import Schema
from pydantic import (
    AfterValidator,
    AwareDatetime,
    BeforeValidator,
    ConfigDict,
    Field,
    GetCoreSchemaHandler,
    StrictBool,
    TypeAdapter,
    WithJsonSchema,
    model_validator,
)
from pydantic.annotated_handlers import GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema, core_schema

from core.keys import LARGEST_KEY
from door.choices import ConflictKind, DoorAnswer
from door.forms import (
    LONGEST_CODE,
    MOST_AT_ONCE,
    MOST_IN_A_DAY,
    MOST_ON_A_TICKET,
)
from volunteers.models.presence import MOST_PEOPLE_SERVED

MOST_ENTRIES = 500

# Telephones that have lost their time begin in 1970.
DAY = r"(19[7-9]\d|2[01]\d\d)-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])"
TIME = r"([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d+)?(Z|[+-]([01]\d|2[0-3]):[0-5]\d)"


def written_as(pattern: str) -> BeforeValidator:
    """Text of this form and nothing else: numbers of seconds are taken for times otherwise."""

    def check(value: Any) -> Any:
        if not (isinstance(value, str) and re.fullmatch(pattern, value, re.ASCII)):
            raise ValueError("as in ISO 8601, times with their offset")
        return value

    return BeforeValidator(check)


def described_as(form: str, pattern: str) -> WithJsonSchema:
    return WithJsonSchema({"type": "string", "format": form, "pattern": f"^{pattern}$"})


Day = Annotated[date, written_as(DAY), described_as("date", DAY)]
# Offsets of more than sixteen hours are good text, but PostgreSQL knows none.
DeviceTime = Annotated[
    AwareDatetime,
    written_as(f"{DAY}T{TIME}"),
    AfterValidator(lambda at: at.astimezone(UTC)),
    described_as("date-time", f"{DAY}T{TIME}"),
]


def number(value: Any) -> Any:
    """Text that reads as a number is none here, nor are true and false."""
    if isinstance(value, str | bool):
        raise ValueError("a whole number")  # noqa: TRY004 - the one that pydantic listens to
    return value


NUMBER = BeforeValidator(number)
SessionId = Annotated[int, Field(ge=1, le=LARGEST_KEY)]
Key = Annotated[int, Field(ge=1, le=LARGEST_KEY), NUMBER]
# A group comes on one ticket.
Attendees = Annotated[list[Key], Field(min_length=1, max_length=MOST_ON_A_TICKET)]
# PostgreSQL keeps no NUL.
Words = Annotated[str, Field(pattern=r"^[^\x00]*$")]
People = Annotated[int, Field(ge=0, le=MOST_AT_ONCE), NUMBER]
Heads = Annotated[int, Field(ge=0, le=MOST_IN_A_DAY), NUMBER]

# Adult or child, as the registration says.
Kind = Literal["adult", "child"]
Person = tuple[int, str, Kind, int | None, datetime | None, bool, bool, datetime | None]


class Problem(Schema):
    """Why not: a code for programs that never changes, and a sentence for people."""

    code: str
    message: str


class StationCode(Schema):
    code: Annotated[
        str,
        Field(
            max_length=LONGEST_CODE,
            description="As it was scanned: bare, or the address that ends with it.",
        ),
    ]


class StationOut(Schema):
    """`is_attended`: somebody signed in has opened it for themselves."""

    name: str
    expires_at: datetime
    is_attended: bool


class DeviceOut(Schema):
    number: int


class SessionOut(Schema):
    id: int
    event: int
    title: str
    starts_at: datetime
    ends_at: datetime
    place: str
    way_in: str
    is_drop_in: bool
    takes_place: bool
    checks_out: Annotated[bool, Field(description="People are noted when they leave.")]


class Opened(Schema):
    """The token is told once. Send it as `Authorization: Bearer …` with everything else."""

    token: str
    device: DeviceOut
    station: StationOut
    sessions: list[SessionOut]
    server_time: datetime


class DayCountOut(Schema):
    day: date
    adults: int
    children: int


class SessionFigures(SessionOut):
    """`expected` and `here` are people with tickets, the others were counted today.

    `places_free` are those that walk-ins can have. `days` are those that can be counted, today
    first, each with its headcount.
    """

    expected: int
    here: int
    adults: int
    children: int
    places_free: int
    days: list[DayCountOut]


class DeviceStatus(DeviceOut):
    last_seen_at: datetime
    unsynced: int


class Status(Schema):
    device: DeviceOut
    station: StationOut
    sessions: list[SessionFigures]
    devices: list[DeviceStatus]
    server_time: datetime


class Ticket(Schema):
    """A ticket without its code.

    `k` is the first 16 bytes of SHA-256 over salt and code (26 capital letters and digits), as
    base64url without padding; `r` the reference; `s` what the door says to it when nobody of the
    party is here; `p` the people: id, masked name, adult or child, age, here since, has a place,
    leaves only against the guardian's code, gone home at; `g` the name of a group, empty for
    others: of a group one counts how many come.
    """

    k: str
    r: str
    s: DoorAnswer
    p: list[Person]
    g: str = ""


class Pass(Schema):
    """The pass of a volunteer without its code.

    `k` as that of a ticket; `s` what the door says to it when they are not here; `n` the masked
    name; `r` what they do; here since `i`; left at `o`.
    """

    k: str
    s: DoorAnswer
    n: str
    r: str
    i: datetime | None
    o: datetime | None


class Roster(Schema):
    """Everything that a device needs to answer at a session without a network."""

    session: SessionOut
    salt: str
    made_at: datetime
    tickets: list[Ticket]
    passes: list[Pass]


class PhoneNumber(Schema):
    phone: Annotated[str, Field(max_length=40)]


class Tickets(Schema):
    tickets: list[Ticket]


def one_of(*fields: str) -> ConfigDict:
    """Exactly one of these texts or numbers is given: in words of the description."""
    given: list[Any] = [
        {"required": [f], "properties": {f: {"not": {"type": "null"}}}} for f in fields
    ]
    return ConfigDict(json_schema_extra={"oneOf": given})


SOMEBODY = ConfigDict(
    json_schema_extra={
        "anyOf": [
            {"required": [who], "properties": {who: {"minimum": 1}}}
            for who in ("adults", "children")
        ]
    }
)


class EntryBase(Schema):
    """`client_id` is made once for each intention: sent twice, it happens once."""

    client_id: UUID
    session: Key
    at: Annotated[DeviceTime, Field(description="By the device's own clock.")]


class ScanEntry(EntryBase):
    """A ticket was shown: `code` is what was read or typed (a reference will do), `ticket` the key
    that the device keeps of it.

    `attendees` are those who come now, everyone if it is missing. `told` is what the device said
    without a network; leave it out to ask. `let_in_anyway` is the helper's decision for a ticket
    that is no good: on free places if the library is asked, at once if it cannot be.
    """

    model_config = one_of("code", "ticket")

    kind: Literal["scan"]
    code: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)] | None = None
    ticket: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")] | None = None
    attendees: Attendees | None = None
    method: Literal["scan", "typed"] = "scan"
    told: DoorAnswer | None = None
    let_in_anyway: StrictBool = False

    @model_validator(mode="after")
    def _names_one_ticket(self) -> ScanEntry:
        if (self.code is None) == (self.ticket is None):
            raise ValueError("either code or ticket")
        return self


class WalkInEntry(EntryBase):
    """People without a ticket, and a name to call them by if they gave one."""

    model_config = SOMEBODY

    kind: Literal["walk_in"]
    name: Annotated[Words, Field(max_length=80)] = ""
    adults: People = 0
    children: People = 0

    @model_validator(mode="after")
    def _has_somebody(self) -> WalkInEntry:
        if not self.adults + self.children:
            raise ValueError("at least one person")
        return self


class HeadcountEntry(EntryBase):
    """So many more people, counted without names; on the day of `at` if no other is given."""

    model_config = SOMEBODY

    kind: Literal["headcount"]
    day: Day | None = None
    adults: Heads = 0
    children: Heads = 0

    @model_validator(mode="after")
    def _has_somebody(self) -> HeadcountEntry:
        if not self.adults + self.children:
            raise ValueError("at least one person")
        return self


class CorrectionEntry(EntryBase):
    """What the headcount of a day should be, whoever counted it.

    Needs a network: nobody without one knows what others have counted.
    """

    kind: Literal["correction"]
    day: Day
    adults: Heads
    children: Heads


class UndoEntry(EntryBase):
    """Take back what an entry did (`of` is its client_id), or the check-in of one attendee.

    `since` is the time of that check-in as the roster told it: then it is taken back even if the
    device's clock has not come to it yet.
    """

    model_config = one_of("of", "attendee")

    kind: Literal["undo"]
    of: UUID | None = None
    attendee: Key | None = None
    since: DeviceTime | None = None
    reason: Annotated[Words, Field(min_length=1, max_length=200)]

    @model_validator(mode="after")
    def _names_one_thing(self) -> UndoEntry:
        if (self.of is None) == (self.attendee is None):
            raise ValueError("either of or attendee")
        return self


class CheckOutEntry(EntryBase):
    """These people of one ticket go home.

    A child who may not leave alone needs the guardian's code, and a network: nothing that a
    device keeps can tell whether a code is right. At a station that somebody signed in has opened
    for themselves a `reason` does instead; it is kept under their name.
    """

    kind: Literal["check_out"]
    attendees: Attendees
    guardian_code: Annotated[str, Field(max_length=20)] = ""
    reason: Annotated[Words, Field(max_length=200)] = ""


class PassEntry(EntryBase):
    """A volunteer showed their pass: they come, or with `leaves` they go, and their hours count.

    `code` is the address that was read, `key` what the device keeps of it. `people` is how many
    were served on the shift. `told` is what the device said without a network.
    """

    model_config = one_of("code", "key")

    kind: Literal["pass"]
    code: Annotated[str, Field(min_length=1, max_length=LONGEST_CODE)] | None = None
    key: Annotated[str, Field(pattern=r"^[A-Za-z0-9_-]{22}$")] | None = None
    leaves: StrictBool = False
    people: Annotated[int, Field(ge=0, le=MOST_PEOPLE_SERVED), NUMBER] | None = None
    told: DoorAnswer | None = None

    @model_validator(mode="after")
    def _names_one_pass(self) -> PassEntry:
        if (self.code is None) == (self.key is None):
            raise ValueError("either code or key")
        return self


Entry = Annotated[
    ScanEntry
    | WalkInEntry
    | HeadcountEntry
    | CorrectionEntry
    | UndoEntry
    | CheckOutEntry
    | PassEntry,
    Field(discriminator="kind"),
]
entries = TypeAdapter[Any](Entry)


class UncheckedEntry:
    """Described as an entry, but taken as it comes: a bad one must not refuse its whole batch."""

    @classmethod
    def __get_pydantic_core_schema__(cls, source: Any, handler: GetCoreSchemaHandler) -> CoreSchema:
        return core_schema.any_schema()

    @classmethod
    def __get_pydantic_json_schema__(
        cls, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {
            "anyOf": [handler(entries.core_schema), {}],
            "description": "Anything else is answered by an error of its own.",
        }


class Batch(Schema):
    """What happened while there was no network, in its order.

    `unsynced` is what the device still holds beside these; `device_time` its clock at sending.
    """

    entries: Annotated[list[UncheckedEntry], Field(max_length=MOST_ENTRIES)]
    unsynced: Annotated[int, Field(ge=0, le=1_000_000), NUMBER] = 0
    device_time: DeviceTime


class RecentScan(Schema):
    """Something that happened at a door of the session. `let_in` are those who are still here
    because of it: who it names can be taken back by its `client_id`.
    """

    client_id: UUID
    answer: DoorAnswer
    who: str
    at: datetime
    let_in: list[int]
    was_taken_back: bool


class Recent(Schema):
    recent: list[RecentScan]


class Here(Schema):
    """Since when, and which device let them in; nobody's, if someone signed in did."""

    at: datetime
    by: str


class RightSession(Schema):
    session: int | None
    title: str
    when: str
    place: str


class Answer(Schema):
    """What the door says. `word` is read at arm's length, `text` is what to do next.

    `party` is the ticket with its people as they are now; a ticket of another event shows none.
    `let_in` are the attendees who are here because of this entry. `may_let_in`: one tap can let
    them in, there are free places. `conflict` is what a coordinator will be told of it. `needs`
    says by attendee what helps them: at the station of somebody signed in, and not to be kept.
    `shift_pass` is that of a volunteer, as it is now.
    """

    client_id: UUID
    answer: DoorAnswer | Literal["counted", "gone_home"]
    word: str
    text: str = ""
    who: str = ""
    party: Ticket | None = None
    let_in: list[int] = []
    here: Here | None = None
    right: RightSession | None = None
    may_let_in: bool = False
    conflict: ConflictKind | None = None
    needs: dict[str, str] = {}
    shift_pass: Pass | None = None


class Refused(Schema):
    """An entry that was not taken; its `client_id` is empty where it could not be read."""

    client_id: UUID | None
    error: Problem


class Answers(Schema):
    """One for each entry, in the same order."""

    answers: list[Answer | Refused]
