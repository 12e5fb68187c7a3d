"""A report on its way: made, written, handed in, approved by somebody else, published."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, NamedTuple

from django.contrib.contenttypes.models import ContentType
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from wagtail.log_actions import log

from brands.models import Brand
from core.versions import fingerprint, may_write_over
from network.models import Branch
from reports.choices import ReportState
from reports.errors import (
    HandedInAnew,
    NotApproved,
    NotInReview,
    OwnReport,
    PeriodEndsBeforeItStarts,
    PeriodNotOver,
    ReportStands,
)
from reports.models import Report, ReportText
from reports.services.report.drafting import drafts_of
from reports.services.report.freezing import count, freeze
from staff.models import LogEntry

PARTS = ("reports.made", "reports.written", "reports.handed_in")
"""What the log calls a part in a report; its rows know only who was the last."""


class Written(NamedTuple):
    """The author's words of one chapter, and the fingerprint of those that were there before."""

    text: str
    comment: str
    seen: str

    def is_to_be_kept(self, *, instead_of: ReportText) -> bool:
        """
        Raises:
            WrittenMeanwhile: other words stand there than the author has seen.
        """
        return may_write_over(
            seen=self.seen,
            stored=instead_of.fingerprint,
            written=fingerprint(self.text, self.comment),
        )


def make_report(
    *,
    title: str,
    first_day: date,
    last_day: date,
    branch: Branch | None,
    brand: Brand | None,
    language: str,
    by: Any,
    now: datetime,
) -> Report:
    """Count, freeze and draft a report on a period, both days included.

    Raises:
        PeriodEndsBeforeItStarts: the last day is before the first.
        PeriodNotOver: some of it lies ahead.
    """
    if last_day < first_day:
        raise PeriodEndsBeforeItStarts
    if last_day >= timezone.localdate(now):
        raise PeriodNotOver
    report = Report(
        title=title,
        first_day=first_day,
        last_day=last_day,
        branch=branch,
        brand=brand,
        language=language,
        made_at=now,
        made_by=by,
    )
    counted = count(report, now=now)
    with transaction.atomic():
        report.save()
        freeze(report, counted, now=now)
        _draft(report)
        log(report, "reports.made", user=by)
    return report


def count_anew(report: Report, *, by: Any, now: datetime) -> Report:
    """Freeze the figures as they are now, and draft anew what the author has not touched.

    Raises:
        ReportStands: it is no draft.
    """
    counted = count(report, now=now)
    with transaction.atomic():
        report = _draft_of(report)
        Report.objects.filter(pk=report.pk).update(digest="")
        report.facts.all().delete()
        report.figures.all().delete()
        freeze(report, counted, now=now)
        _draft(report)
        log(report, "reports.counted_anew", user=by)
    return report


@transaction.atomic
def write(report: Report, *, texts: Mapping[str, Written], by: Any, now: datetime) -> Report:
    """Keep the author's text and comment of each chapter, or of none.

    Raises:
        ReportStands: it is no draft.
        WrittenMeanwhile: a colleague has changed one that the author has changed, too.
    """
    report = _draft_of(report)
    has_changed = False
    for row in report.texts.select_for_update():
        written = texts.get(row.chapter)
        if written and written.is_to_be_kept(instead_of=row):
            row.text, row.comment, row.edited_at, row.edited_by = *written[:2], now, by
            row.save(update_fields=["text", "comment", "edited_at", "edited_by"])
            has_changed = True
    if has_changed:
        log(report, "reports.written", user=by)
    return report


@transaction.atomic
def hand_in(report: Report, *, by: Any, now: datetime) -> Report:
    """Ask for approval. Nothing of it changes from here on, unless it is sent back.

    Raises:
        ReportStands: it is no draft.
    """
    report = _draft_of(report)
    report.state, report.handed_in_at, report.handed_in_by = ReportState.REVIEW, now, by
    report.sent_back_because = ""
    report.save(update_fields=["state", "handed_in_at", "handed_in_by", "sent_back_because"])
    log(report, "reports.handed_in", user=by)
    return report


@transaction.atomic
def send_back(report: Report, *, because: str, by: Any) -> Report:
    """Make it a draft again and say why.

    Raises:
        NotInReview: nobody has handed it in, or it is approved.
    """
    report = _in_review(report)
    report.state, report.handed_in_at, report.handed_in_by = ReportState.DRAFT, None, None
    report.sent_back_because = because
    report.save(update_fields=["state", "handed_in_at", "handed_in_by", "sent_back_because"])
    log(report, "reports.sent_back", user=by)
    return report


@transaction.atomic
def approve(report: Report, *, seen: str, by: Any, now: datetime) -> Report:
    """Let it stand for good.

    Args:
        seen: the version that they have read.

    Raises:
        NotInReview: nobody has handed it in, or it is approved.
        OwnReport: they have made it, handed it in or written in it.
        HandedInAnew: it was sent back and handed in once more since they have read it.
    """
    report = _in_review(report)
    if by.pk in writers_of(report):
        raise OwnReport
    if seen != report.version:
        raise HandedInAnew
    report.state, report.approved_at, report.approved_by = ReportState.APPROVED, now, by
    report.save(update_fields=["state", "approved_at", "approved_by"])
    log(report, "reports.approved", user=by)
    return report


@transaction.atomic
def publish(report: Report, *, by: Any, now: datetime) -> Report:
    """Show it to everyone. Twice is once.

    Raises:
        NotApproved: nobody has approved it.
    """
    report = _locked(report)
    if report.is_published:
        return report
    if not report.is_approved:
        raise NotApproved
    report.state, report.published_at, report.published_by = ReportState.PUBLISHED, now, by
    report.save(update_fields=["state", "published_at", "published_by"])
    log(report, "reports.published", user=by)
    return report


@transaction.atomic
def delete_draft(report: Report, *, by: Any) -> None:
    """Forget a report that nobody relies on.

    Raises:
        ReportStands: it is no draft.
    """
    report = _draft_of(report)
    log(report, "reports.deleted", user=by, deleted=True)
    report.delete()


def writers_of(report: Report) -> set[int | None]:
    """The keys of all who had a part in it, even where somebody else has written over it since."""
    editors = report.texts.values_list("edited_by", flat=True)
    logged = LogEntry.objects.for_instance(report).filter(action__in=PARTS)
    earlier = logged.order_by().values_list("user_id", flat=True)
    return {report.made_by_id, report.handed_in_by_id, *editors, *earlier}


def had_part(user: Any) -> Q:
    """Whether the user had a part in a report, as `writers_of` has it, to annotate rows with."""
    edited = ReportText.objects.filter(report=OuterRef("pk"), edited_by=user)
    logged = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(Report),
        object_id=OuterRef("pk"),
        action__in=PARTS,
        user=user,
    )
    return Q(made_by=user) | Q(handed_in_by=user) | Q(Exists(edited)) | Q(Exists(logged))


def _draft(report: Report) -> None:
    texts = {row.chapter: row for row in report.texts.all()}
    for chapter, drafted in drafts_of(report).items():
        row = texts.get(chapter) or ReportText(report=report, chapter=chapter)
        if not row.is_edited:
            row.text = drafted
        row.drafted = drafted
        row.save()


def _locked(report: Report) -> Report:
    return Report.objects.select_for_update(no_key=True).get(pk=report.pk)


def _draft_of(report: Report) -> Report:
    report = _locked(report)
    if not report.is_draft:
        raise ReportStands
    return report


def _in_review(report: Report) -> Report:
    report = _locked(report)
    if not report.is_in_review:
        raise NotInReview
    return report
