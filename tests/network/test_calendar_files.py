"""Days from a file: each line is looked at, kept within one's reach, and once."""

from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from core.errors import ChangedSince, FileIsNoTable
from network.choices import DayKind
from network.errors import CalendarColumnsNotFound, TooManyCalendarDays
from network.models import CalendarEntry
from network.services import calendar_files
from network.services.calendar_files import Keeping, keep_days, read_days
from staff.choices import StaffRole
from tests.factories.brands import BrandFactory
from tests.factories.network import BranchFactory, CalendarEntryFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def branch():
    return BranchFactory(name_en="North Library", name_zh="北馆")


def look(text, *branches, kind=DayKind.CLOSED_DAY, whole_network=True, encoding="utf-8"):
    keeping = Keeping.of(branches, whole_network=whole_network)
    return read_days(text.encode(encoding), kind=kind, keeping=keeping)


def read(*args, **kwargs):
    return look(*args, **kwargs).lines


def told(lines):
    return [
        (each.entry.kind, each.entry.first_day, each.entry.last_day, each.entry.branch)
        if each.entry
        else each.why_not
        for each in lines
    ]


class TestReading:
    def test_kinds_and_libraries_by_their_names_in_both_languages(self, branch):
        text = (
            "类型;开始日期;结束日期;名称;网点\n"
            "暑假;2026/7/11;2026-08-31;暑假;\n"
            "闭馆;2026年9月1日;;盘点;北馆\n"
            "school term;2026-09-02;2027-01-15;学期;north  library\n"
        )
        september = date(2026, 9, 1)
        expected = [
            (DayKind.SCHOOL_HOLIDAY, date(2026, 7, 11), date(2026, 8, 31), None),
            (DayKind.CLOSED_DAY, september, september, branch),
            (DayKind.SCHOOL_TERM, date(2026, 9, 2), date(2027, 1, 15), branch),
        ]
        assert told(read(text, branch)) == expected
        assert told(read(text, branch, encoding="gb18030")) == expected

    @pytest.mark.parametrize(
        ("line", "why_not"),
        [
            ("soon,,Fair,,", "“soon” is no day. Write it as 2026-10-01."),
            ("1200-01-01,,Fair,,", "“1200-01-01” is no day. Write it as 2026-10-01."),
            (",,Fair,,", "No day is given."),
            ("2026-10-02,2026-10-01,Fair,,", "The last day comes before the first."),
            ("2026-10-02,,,,", "No name is given."),
            ("2026-10-02,,Fair,party,", "“party” is no kind of day."),
            ("2026-10-02,,Fair,,Elsewhere", "No library of yours is called “Elsewhere”."),
            (f"2026-10-02,,{'x' * 121},,", "The name is longer than 120 letters."),
        ],
    )
    def test_a_line_that_cannot_be_used_says_why_and_leaves_the_others(self, line, why_not):
        text = f"from,until,name,kind,library\n{line}\n2026-10-01,,Fair,,\n"
        [bad, good] = read(text)
        assert (bad.number, bad.why_not) == (2, why_not)
        assert good.entry is not None

    def test_what_is_there_already_is_left_out(self):
        CalendarEntryFactory(kind=DayKind.CLOSED_DAY, first_day=date(2026, 10, 1))
        text = "day,name\n2026-10-01,Fair\n2026-10-02,Fair\n2026-10-02,Again\n"
        known = "The calendar has these days already, as this kind."
        day = date(2026, 10, 2)
        assert told(read(text)) == [known, (DayKind.CLOSED_DAY, day, day, None), known]

    def test_of_libraries_of_one_name_the_address_says_which(self):
        one, other = (BranchFactory(name_en="Reading room", slug=f"room-{n}") for n in "ab")
        said = "from,name,library\n2026-01-01,Closed,{}\n"
        (why_not,) = told(read(said.format("Reading Room"), one, other))
        assert why_not.endswith("Write which address it has: room-a, room-b.")
        (line,) = read(said.format("room-b"), one, other)
        assert line.entry
        assert line.entry.branch == other

    def test_days_of_the_whole_network_are_for_those_in_charge_of_it(self, branch):
        [line] = read("day,name\n2026-10-01,Fair\n", branch, whole_network=False)
        assert line.why_not.startswith("No library is given")

    def test_what_is_no_table_of_days_is_refused(self, monkeypatch):
        for content in (b"\xff\xfe\x00", b"", b",,,\n", b'"";""\n'):
            with pytest.raises(FileIsNoTable):
                read_days(content, kind=None, keeping=Keeping.of([], whole_network=True))
        with pytest.raises(CalendarColumnsNotFound):
            read("when,what\n2026-10-01,Fair\n")
        monkeypatch.setattr(calendar_files, "MOST_LINES", 1)
        with pytest.raises(TooManyCalendarDays):
            read("day,name\n2026-10-01,Fair\n2026-10-02,Fair\n")

    def test_what_a_colleague_enters_at_the_same_moment_stays(self):
        days = look("from,name\n2026-01-01,Closed\n2026-01-02,Closed\n")
        theirs = CalendarEntryFactory(
            kind=DayKind.CLOSED_DAY, first_day=date(2026, 1, 1), last_day=date(2026, 1, 1)
        )
        assert keep_days(days, seen=days.digest) == 1
        theirs.refresh_from_db()
        assert theirs.name_en != "Closed"

    def test_what_is_kept_is_what_was_seen(self):
        text = "day,name\n2026-10-01,Fair\n2026-10-02,Fair\n"
        seen = look(text).digest
        for other in (text.replace("02,Fair", "03,Fair"), text.replace("02,Fair", "02,Feast")):
            with pytest.raises(ChangedSince):
                keep_days(look(other), seen=seen)
        assert keep_days(look(text), seen=seen) == 2
        with pytest.raises(ChangedSince):
            keep_days(look(text), seen=seen)
        assert CalendarEntry.objects.count() == 2


class TestInTheAdmin:
    url = "calendar:upload"

    def send(self, client, text, **fields):
        file = SimpleUploadedFile("days.csv", text.encode())
        data = {"kind": DayKind.SCHOOL_HOLIDAY.value, "file": file}
        return client.post(reverse(self.url), data | fields)

    def confirm(self, client, page, **fields):
        shown = {field.name: field.value() for field in page.context["confirming"]}
        return client.post(reverse(self.url), shown | fields)

    def test_is_looked_at_before_it_counts(self, client, branch):
        client.force_login(StaffScopeFactory(branch=branch).user)
        page = self.send(client, "day,name,library\n2026-10-01,Fair,North Library\nx,y,z\n")
        assert "Add 1 entry" in page.text
        assert "“x” is no day." in page.text
        assert not CalendarEntry.objects.exists()
        self.confirm(client, page)
        entry = CalendarEntry.objects.get()
        assert (entry.kind, entry.branch, entry.is_official) == (
            DayKind.SCHOOL_HOLIDAY,
            branch,
            False,
        )

    def test_nobody_enters_days_of_other_libraries(self, client, branch):
        client.force_login(StaffScopeFactory(branch=BranchFactory()).user)
        text = "day,name,library\n2026-10-01,Fair,North Library\n2026-10-02,Fair,\n"
        page = self.send(client, text)
        assert [bool(line.why_not) for line in page.context["look"].lines] == [True, True]
        assert self.confirm(client, page).status_code == 302
        assert not CalendarEntry.objects.exists()

    def test_nothing_counts_unseen_or_otherwise_than_it_was_seen(self, client, branch):
        client.force_login(StaffScopeFactory(branch=branch).user)
        text = "day,name,library\n2026-10-01,Fair,North Library\n"
        page = self.send(client, text)
        for changed in ({"digest": ""}, {"kind": "closed_day"}, {"text": text.replace("01", "02")}):
            again = self.confirm(client, page, **changed)
            assert again.status_code == 422
            assert "Something has changed since this page was shown." in again.text
        assert not CalendarEntry.objects.exists()
        self.confirm(client, again)
        assert CalendarEntry.objects.get().first_day == date(2026, 10, 2)

    @pytest.mark.parametrize("role", [StaffRole.DIRECTOR, StaffRole.DOOR])
    def test_lookers_upload_nothing(self, client, branch, role):
        client.force_login(StaffScopeFactory(branch=branch, role=role).user)
        assert self.send(client, "day,name\n2026-10-01,Fair\n").status_code in (302, 403)
        assert not CalendarEntry.objects.exists()

    def test_those_of_one_brand_upload_nothing(self, client):
        client.force_login(StaffScopeFactory(brand=BrandFactory()).user)
        page = self.send(client, "day,name\n2026-10-01,Fair\n")
        assert page.status_code in (302, 403)
        assert not CalendarEntry.objects.exists()

    def test_a_file_that_cannot_be_read_is_refused_beside_it(self, client):
        client.force_login(StaffScopeFactory().user)
        page = self.send(client, "\0")
        assert "This file cannot be read." in page.text
        assert "Choose a file." in client.post(reverse(self.url), {"kind": "closed_day"}).text
