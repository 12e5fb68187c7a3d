"""Published reports, for everyone."""

from __future__ import annotations

from typing import cast

from django.core.cache import caches
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from reports.models import Report
from reports.services.report.document import Document, document_of

KEPT_FOR = 300  # Seconds.
ON_A_PAGE = 20


@require_safe
def published_reports(request: HttpRequest) -> HttpResponse:
    """What was published, the latest period first."""
    reports = Report.objects.published().select_related("branch", "brand")
    page = Paginator(reports, ON_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "reports/report/published_list.html", {"page": page})


@require_safe
def published_report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One report with its charts and tables; the key decides, whatever the words before it."""
    report = get_object_or_404(Report.objects.published().with_names(), pk=pk)
    if slug != report.slug:
        return redirect(report, permanent=True)
    context = {"report": report, "document": kept_document(report)}
    return render(request, "reports/report/published.html", context)


def kept_document(report: Report) -> Document:
    """The document of a report that stands for good, read from all its rows once in a while.

    Whoever asks again and again, under whatever address, costs no more than a page.
    """
    key = f"published-report:{report.pk}:{report.digest}"
    return cast(Document, caches["feeds"].get_or_set(key, lambda: document_of(report), KEPT_FOR))
