"""Published reports, for everyone."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from reports.models import Report
from reports.services.report.document import document_of


@require_safe
def published_reports(request: HttpRequest) -> HttpResponse:
    """What was published, the latest period first."""
    reports = Report.objects.published().select_related("branch", "brand")
    return render(request, "reports/report/published_list.html", {"reports": reports})


@require_safe
def published_report(request: HttpRequest, slug: str, pk: int) -> HttpResponse:
    """One report with its charts and tables; the key decides, whatever the words before it."""
    report = get_object_or_404(Report.objects.published().with_names(), pk=pk)
    if slug != report.slug:
        return redirect(report, permanent=True)
    context = {"report": report, "document": document_of(report)}
    return render(request, "reports/report/published.html", context)
