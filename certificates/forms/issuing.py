"""What is typed to issue certificates: for an event, from a list, and about one that was issued."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.widgets import AdminDateInput

from certificates.choices import Purpose, RuleKind
from certificates.models import Template
from certificates.models.certificate import LONGEST_NAME, LONGEST_REASON
from certificates.permissions import templates_to_use
from certificates.services.sources.by_hand import Line
from core import clock
from events.forms.fields import offer
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope, may_at, own_branch

MOST_LINES = 500
# Between the name and the prize; what a spreadsheet puts between its columns is one of them.
BETWEEN = "\t|,，;；"


def purposes_of(kind: str) -> list[str]:
    """For which purposes a template may be made that certifies this."""
    return [Purpose.ANYTHING, Purpose(kind)]


class RuleForm(forms.Form):
    """Who of an event gets a certificate, and on which paper."""

    kind = forms.ChoiceField(label=gettext_lazy("Who gets one"), choices=RuleKind.choices)
    at_least_sessions = forms.IntegerField(
        label=gettext_lazy("At least so many sessions"),
        min_value=1,
        required=False,
        help_text=gettext_lazy("Of those that were held. Leave empty for all of them."),
    )
    template = forms.ModelChoiceField(
        label=gettext_lazy("Template"), queryset=Template.objects.none()
    )
    is_automatic = forms.BooleanField(
        label=gettext_lazy("Issue by itself, two days after the last session"), required=False
    )

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = templates_to_use(user).active(on=clock.today())
        offer(self, "template", usable.filter(purpose__in=[Purpose.ANYTHING, *RuleKind.values]))

    def clean(self) -> dict[str, Any]:
        rule = super().clean() or {}
        template, kind = rule.get("template"), rule.get("kind")
        if template and kind and template.purpose not in purposes_of(kind):
            said = _("This template is for %(purpose)s. Choose one that fits.")
            self.add_error("template", said % {"purpose": template.get_purpose_display()})
        return rule


class ListForm(forms.Form):
    """Several certificates at once, written down line by line: prizes of a contest, for example."""

    purpose = forms.ChoiceField(
        label=gettext_lazy("What for"),
        choices=[choice for choice in Purpose.choices if choice[0] != Purpose.ANYTHING],
        initial=Purpose.CONTEST,
    )
    template = forms.ModelChoiceField(
        label=gettext_lazy("Template"), queryset=Template.objects.none()
    )
    issuer = forms.ModelChoiceField(label=gettext_lazy("Issued by"), queryset=Branch.objects.none())
    day = forms.DateField(label=gettext_lazy("Day that stands on it"), widget=AdminDateInput)
    about = forms.CharField(
        label=gettext_lazy("Of what"),
        max_length=120,
        required=False,
        help_text=gettext_lazy("The contest or event, as it stands in the text."),
    )
    lines = forms.CharField(
        label=gettext_lazy("Who"),
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=gettext_lazy(
            "One person a line. For a contest, the prize after a comma: Chen Xiaoyu, First prize. "
            "You may paste two columns of a spreadsheet."
        ),
    )
    key = forms.UUIDField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        offer(self, "template", templates_to_use(user).active(on=clock.today()))
        offer(self, "issuer", branches_in_scope(user, Action.CHANGE))
        self.initial.setdefault("issuer", own_branch(user))

    def clean_lines(self) -> list[Line]:
        typed = [line.strip() for line in self.cleaned_data["lines"].splitlines()]
        lines = [_line(line, self.data.get("about", "")) for line in typed if line]
        if len(lines) > MOST_LINES:
            said = _("These are %(n)s lines. Send at most %(most)s at once.")
            raise forms.ValidationError(said % {"n": len(lines), "most": MOST_LINES})
        return lines

    def clean(self) -> dict[str, Any]:
        asked = super().clean() or {}
        template, purpose = asked.get("template"), asked.get("purpose")
        if template and purpose and template.purpose not in (Purpose.ANYTHING, purpose):
            said = _("This template is for %(purpose)s. Choose one that fits.")
            self.add_error("template", said % {"purpose": template.get_purpose_display()})
        issuer = asked.get("issuer")
        if template and issuer and not self.may_issue(issuer, template):
            self.add_error("issuer", _("Choose a library and brand for which you may issue."))
        return asked

    def may_issue(self, issuer: Branch, template: Template) -> bool:
        """Whether what this template makes lies in the user's scope, as that of an event would."""
        return may_at(self.user, Action.CHANGE, branch_id=issuer.pk, brand_id=template.brand_id)


def _line(typed: str, about: str) -> Line:
    first = min((place for sign in BETWEEN if (place := typed.find(sign)) >= 0), default=None)
    name, prize = (typed, "") if first is None else (typed[:first], typed[first + 1 :])
    values = {"prize": prize.strip(), "event": about.strip()}
    return Line(name=name.strip(), values={key: text for key, text in values.items() if text})


class TemplateForm(forms.Form):
    """On which paper certificates of one purpose are issued."""

    template = forms.ModelChoiceField(
        label=gettext_lazy("Template"), queryset=Template.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, user: Any, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = templates_to_use(user).active(on=clock.today())
        offer(self, "template", usable.filter(purpose__in=purposes_of(purpose)))


class ReissueForm(forms.Form):
    """A new certificate in place of one: with another name, or in other words."""

    name = forms.CharField(
        label=gettext_lazy("Name to be printed"), max_length=LONGEST_NAME, required=False
    )
    template = forms.ModelChoiceField(
        label=gettext_lazy("Template"),
        queryset=Template.objects.none(),
        required=False,
        empty_label=gettext_lazy("the same words as before"),
    )

    def __init__(self, *args: Any, user: Any, purpose: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        usable = templates_to_use(user).active(on=clock.today())
        offer(self, "template", usable.filter(purpose__in=[Purpose.ANYTHING, purpose]))


class RevokeForm(forms.Form):
    """Why a certificate is not to be valid any more."""

    reason = forms.CharField(label=gettext_lazy("Why"), max_length=LONGEST_REASON)
