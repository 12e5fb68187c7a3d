"""Forms of the admin that several apps share."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar, cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model, ProtectedError
from django.forms import BaseForm, BaseInlineFormSet, inlineformset_factory
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm, WagtailAdminPageForm

from cms.errors import StillInUse
from core.tables import in_utf8

FIRST_YEAR, LAST_YEAR = 1900, 2199
TOO_LARGE = gettext_lazy("This file is too large. Send it in parts.")
PUBLISHING_TIMES = ("go_live_at", "expire_at")


def validate_year(moment: datetime) -> None:
    """Refuse years that calendars cannot count on from.

    The database takes any; but the first moments of year 1 are another year in UTC, which Python
    does not know. A single row of that kind would fail every list that it belongs to.
    """
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise ValidationError(
            _("Give a year between %(first)s and %(last)s."),
            params={"first": FIRST_YEAR, "last": LAST_YEAR},
        )


def validate_publishing_times(form: BaseForm) -> None:
    """Have the form refuse to publish or withdraw in years that cannot be meant."""
    for name in PUBLISHING_TIMES:
        if name in form.fields:
            form.fields[name].validators.append(validate_year)


class RowsFormSet(BaseInlineFormSet):
    """Rows below a form; one that others need is kept, and the form says so."""

    def delete_existing(self, obj: Model, commit: bool = True) -> None:
        try:
            super().delete_existing(obj, commit)
        except ProtectedError as error:
            raise StillInUse.of(error) from error


class OrderedRowsFormSet(RowsFormSet):
    """Rows that keep, in a field `position`, the order in which they stand in the form."""

    def save(self, commit: bool = True) -> list[Any]:
        saved = super().save(commit)
        for place, form in enumerate(self.ordered_forms, 1):
            if form.instance.pk and form.instance.position != place:
                form.instance.position = place
                form.instance.save(update_fields=["position"])
        return saved


class FileForm(forms.Form):
    """A file to look at; or its text and the digest of what was shown of it, to be taken over."""

    MOST_BYTES: ClassVar[int]
    """Of the text in UTF-8, so that what was looked at is not too large to be confirmed."""

    content: bytes
    """The text in UTF-8, once the form is valid; a file that is none as it is."""

    file = forms.FileField(label=gettext_lazy("File"), required=False)
    name = forms.CharField(widget=forms.HiddenInput, required=False)
    text = forms.CharField(widget=forms.HiddenInput, required=False, strip=False)
    digest = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean_file(self) -> UploadedFile | None:
        file: UploadedFile | None = self.cleaned_data["file"]
        if file and (file.size or 0) > self.MOST_BYTES:
            raise ValidationError(TOO_LARGE)
        return file

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        file, text = cleaned.get("file"), cleaned.get("text", "")
        if file:
            cleaned["name"] = file.name
        self.content = in_utf8(file.read() if file else text.encode())
        if not self.content and "file" not in self.errors:
            self.add_error("file", _("Choose a file."))
        elif len(self.content) > self.MOST_BYTES:
            self.add_error("file", TOO_LARGE)
        return cleaned

    @property
    def is_confirmed(self) -> bool:
        """Whether somebody has looked at it."""
        return not self.cleaned_data["file"]

    @property
    def digest_seen(self) -> str:
        digest: str = self.cleaned_data["digest"]
        return digest

    def confirming(self, digest: str) -> FileForm:
        """The form that takes over what was shown; all of its fields are hidden ones."""
        shown = {"text": self.content.decode(), "digest": digest}
        form = type(self)(initial=self.cleaned_data | shown)
        del form.fields["file"]
        return form


class FormWithRows(WagtailAdminModelForm):
    """A form for a row together with the rows of other tables that belong to it.

    Wagtail's own inline rows need a clusterable model, which keeps them in memory and in
    revisions. These are plain formsets over plain tables; show them with `cms.panels.RowsPanel`.
    """

    rows: ClassVar[dict[str, type[RowsFormSet]]] = {}
    """The formsets by the name of the relation. Make them with `rows_formset`."""

    def __init__(self, data: Any = None, files: Any = None, **kwargs: Any) -> None:
        super().__init__(data, files, **kwargs)
        for name, formset in self.rows.items():
            self.formsets[name] = formset(data, files, instance=self.instance, prefix=name)

    def save(self, commit: bool = True) -> Any:
        instance = super().save(commit)
        if commit:
            for formset in self.formsets.values():
                formset.instance = instance
                formset.save()
        return instance


def rows_formset(
    parent: type[Model],
    model: type[Model],
    *,
    form: type[WagtailAdminModelForm] = WagtailAdminModelForm,
    formset: type[RowsFormSet] = RowsFormSet,
    fields: list[str],
    can_order: bool = False,
) -> type[RowsFormSet]:
    """A formset of the parent's rows; its panel adds, removes and moves them in the page."""
    made = inlineformset_factory(
        parent,
        model,
        form=form,
        formset=formset,
        fields=fields,
        extra=0,
        can_order=can_order,
    )
    return cast(type[RowsFormSet], made)


def require_a_name(form: WagtailAdminModelForm, *names: str) -> None:
    """Ask for the text in one of the two languages at least; the other one falls back to it."""
    for name in names:
        fields = [f"{name}_en", f"{name}_zh"]
        given = any(form.cleaned_data.get(field) or field in form.errors for field in fields)
        if fields[0] in form.fields and not given:
            form.add_error(fields[0], ValidationError(_("Fill it in in at least one language.")))


class RowPageForm(WagtailAdminPageForm):
    """The page of a row: its row is chosen once, among those that belong below the parent page."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        validate_publishing_times(self)
        name = self.instance.row_field
        if self.instance.pk:
            del self.fields[name]
        elif self.parent_page:
            self.fields[name].queryset = self.instance.rows_below(self.parent_page.specific)
