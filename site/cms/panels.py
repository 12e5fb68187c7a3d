"""Panels of the admin that several apps share."""

from typing import Any

from django.forms import Media
from django.forms.widgets import Script
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel


class RowsPanel(InlinePanel):
    """The rows of another table, one line each, in a form that is a `cms.forms.FormWithRows`."""

    def get_form_options(self) -> dict[str, Any]:
        # The form brings its formsets along; nothing is to be built from the panel.
        return {}

    class BoundPanel(InlinePanel.BoundPanel):
        template_name = "cms/panels/rows.html"

        @property
        def media(self) -> Media:
            return super().media + Media(
                css={"all": ["cms/css/admin-rows.css"]},
                js=[Script("cms/js/admin-rows.js", defer=True)],  # type: ignore[list-item]
            )


def both_languages(name: str, **kwargs: Any) -> FieldRowPanel:
    """The English and the Chinese field of a text, side by side."""
    return FieldRowPanel([FieldPanel(f"{name}_en", **kwargs), FieldPanel(f"{name}_zh", **kwargs)])
