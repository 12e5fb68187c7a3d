"""The living page of the design system: every component, with invented content."""

from __future__ import annotations

import re
from itertools import cycle
from pathlib import Path

from django import forms
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cms import cover_art, samples
from core import clock

THEMES = ("light", "dark")
SPRITE = Path(__file__).parents[1] / "static/cms/icons/sprite.svg"
ICONS = re.findall(r'id="([a-z-]+)"', SPRITE.read_text())


class SampleForm(forms.Form):
    """One field of every sort that the site's forms use."""

    name = forms.CharField(
        label=gettext_lazy("Your name"), help_text=gettext_lazy("As the door may call you.")
    )
    contact = forms.EmailField(label=gettext_lazy("E-mail"))
    branch = forms.ChoiceField(
        label=gettext_lazy("Library"),
        required=False,
        choices=[
            ("", gettext_lazy("Any library")),
            ("central", gettext_lazy("Central Library")),
            ("riverside", gettext_lazy("Riverside Reading Room")),
        ],
    )
    day = forms.DateField(
        label=gettext_lazy("Day"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )
    children = forms.IntegerField(
        label=gettext_lazy("Children"), min_value=0, max_value=6, initial=2
    )
    family = forms.MultipleChoiceField(
        label=gettext_lazy("Who is coming?"),
        widget=forms.CheckboxSelectMultiple,
        choices=[
            ("self", gettext_lazy("Myself")),
            ("xiaoyu", gettext_lazy("Xiaoyu, 5 years")),
            ("grandpa", gettext_lazy("Grandfather")),
        ],
        initial=["self", "xiaoyu"],
    )
    weekday = forms.MultipleChoiceField(
        label=gettext_lazy("Weekdays"),
        widget=forms.CheckboxSelectMultiple,
        required=False,
        choices=[("5", gettext_lazy("Saturday")), ("6", gettext_lazy("Sunday"))],
        initial=["5"],
    )
    contact_by = forms.ChoiceField(
        label=gettext_lazy("Write to me by"),
        widget=forms.RadioSelect,
        choices=[("email", gettext_lazy("E-mail")), ("sms", gettext_lazy("Text message"))],
        initial="email",
    )
    note = forms.CharField(
        label=gettext_lazy("Anything we should know?"),
        widget=forms.Textarea(attrs={"rows": 4}),
        required=False,
    )
    photo = forms.BooleanField(
        label=gettext_lazy("Photos of us may be published"),
        help_text=gettext_lazy("You can withdraw this at any time."),
        required=False,
    )


def may_see(request: HttpRequest) -> bool:
    """Staff, and where STYLEGUIDE_PUBLIC says so, everyone."""
    return settings.STYLEGUIDE_PUBLIC or request.user.has_perm("wagtailadmin.access_admin")


@require_safe
def styleguide(request: HttpRequest) -> HttpResponse:
    """Every component; `?theme=light` and `?theme=dark` overrule the system's choice."""
    if not may_see(request):
        raise Http404
    wanted = request.GET.get("theme")
    context = samples.everything(clock.now()) | {
        "form": SampleForm(request.GET if "contact" in request.GET else None),
        "theme": wanted if wanted in THEMES else "",
        "icons": ICONS,
        "motifs": zip(cover_art.MOTIFS, cycle(samples.BRAND_COLOURS.values()), strict=False),
        "theme_url": reverse("styleguide_theme"),
    }
    return render(request, "styleguide/styleguide.html", context)


@require_safe
def styleguide_theme(request: HttpRequest) -> HttpResponse:
    """The colours of the invented brands."""
    if not may_see(request):
        raise Http404
    return HttpResponse(samples.brand_stylesheet(), content_type="text/css")
