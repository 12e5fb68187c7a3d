"""Photos of an event, and what is known of them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from wagtail.admin.widgets import AdminDateInput

from events.choices import PhotoAgreement
from events.forms.desk.base import DeskForm
from events.models import EventPhoto
from events.services.photos import add_photos, describe_photo


class SeveralPictures(forms.ClearableFileInput):
    """A phone offers its camera and its album."""

    allow_multiple_selected = True


class PicturesField(forms.FileField):
    """Several files at once."""

    widget = SeveralPictures

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list) else [data]
        return [super(PicturesField, self).clean(file, initial) for file in files or [None]]


class AddPhotosForm(DeskForm):
    """The pictures are taken in all or none; whoever agreed to them is recorded one by one."""

    pictures = PicturesField(
        label=_("Photos"),
        help_text=_("Several at once. Where and with what they were taken is removed."),
        widget=SeveralPictures(attrs={"accept": "image/*"}),
    )

    def save(self) -> list[EventPhoto]:
        files = self.cleaned_data["pictures"]
        return add_photos(self.event, files, by=self.user, now=self.now)


class PhotoForm(DeskForm):
    """What a photo shows, and who agreed that it is published, how and when."""

    caption_en = forms.CharField(label=_("Caption (English)"), max_length=200, required=False)
    caption_zh = forms.CharField(label=_("Caption (Chinese)"), max_length=200, required=False)
    agreement = forms.ChoiceField(
        label=_("Agreement to publish it"), choices=PhotoAgreement.choices, widget=forms.RadioSelect
    )
    agreed_by = forms.CharField(
        label=_("Who is on it and agreed"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_("For a child, which guardian agreed. It is stored encrypted."),
    )
    agreed_on = forms.DateField(label=_("Agreed on"), required=False, widget=AdminDateInput)

    def __init__(self, *args: Any, photo: EventPhoto, **kwargs: Any) -> None:
        self.photo = photo
        super().__init__(*args, **kwargs)
        for name in self.fields:
            self.initial[name] = getattr(photo, name)

    def save(self) -> None:
        describe_photo(self.photo, **self.cleaned_data, by=self.user, now=self.now)
