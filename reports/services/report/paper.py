"""A report set as PDF, tagged for screen readers (PDF/UA-1), with its charts as drawings."""

from __future__ import annotations

from django.template.loader import render_to_string
from django.utils.translation import override

from cms.services.typesetting import pdf_of, png_of
from reports.models import Report
from reports.services.report.charts import Chart
from reports.services.report.document import document_of

PIXELS_PER_UNIT = 2
"""Of a chart that is a picture: 190 dots per inch where it fills a page's width."""


def paper_of(report: Report) -> bytes:
    """The same document for the same frozen report.

    Raises:
        FiguresChanged: the rows are not those that were frozen.
        NoTypesetting: the system has not the libraries that set text on paper.
    """
    document = document_of(report)
    with override(report.language):
        html = render_to_string("reports/report/paper.html", {"document": document})
        css = render_to_string("reports/report/paper.css")
        return pdf_of(html, css=css, variant="pdf/ua-1")


def chart_png(chart: Chart) -> bytes:
    """The chart as a picture, for programs that show no drawings.

    Raises:
        NoTypesetting: as for `paper_of`.
    """
    drawing = chart.drawing
    size = f"{drawing.width}px {drawing.height}px"
    page = f"@page {{ size: {size}; margin: 0 }} body {{ margin: 0 }}"
    return png_of(drawing.svg, css=page, scale=PIXELS_PER_UNIT)
