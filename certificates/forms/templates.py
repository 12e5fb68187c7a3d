"""What is typed about a template of certificates."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.admin.forms import WagtailAdminModelForm

from brands.models import Brand
from certificates.choices import Languages
from certificates.services.setting.designs import choices
from certificates.services.templates.placeholders import check_texts, placeholders_of
from cms.forms import require_a_name
from core.errors import DomainError
from events.forms.fields import offer
from network.models import Branch
from staff.choices import Action
from staff.policy import branches_in_scope, brands_in_scope, may_at

# Without these there is nothing to print in a language.
NEEDED = ("title", "body")


class TemplateForm(WagtailAdminModelForm):
    """A template that the user keeps, with texts that can be filled."""

    design = forms.ChoiceField(label=gettext_lazy("Design"), choices=choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        template = self.instance
        branches = branches_in_scope(self.for_user, Action.CHANGE)
        own = Branch.objects.filter(pk__in=[template.branch_id, template.issuer_id])
        offer(self, "branch", branches | own)
        offer(self, "issuer", branches | own)
        brands = brands_in_scope(self.for_user, Action.CHANGE)
        offer(self, "brand", brands | Brand.objects.filter(pk=template.brand_id))
        usable = " ".join(placeholders_of(template))
        for suffix in ("en", "zh"):
            self.fields[f"body_{suffix}"].help_text = _("In the text you may write: %(names)s") % {
                "names": usable
            }

    def clean(self) -> dict[str, Any]:
        template = super().clean()
        require_a_name(self, "name")
        branch, brand = template.get("branch"), template.get("brand")
        where = {"branch_id": branch and branch.pk, "brand_id": brand and brand.pk}
        if not may_at(self.for_user, Action.CHANGE, **where):
            self.add_error("branch", _("Choose a library and brand for which you may issue."))
        for suffix in Languages(template.get("languages") or Languages.BOTH).suffixes:
            for name in NEEDED:
                field = f"{name}_{suffix}"
                if not template.get(field) and field not in self.errors:
                    self.add_error(
                        field, _("This is printed. Write it, or leave the language out.")
                    )
        return template

    def _post_clean(self) -> None:
        super()._post_clean()
        try:
            check_texts(self.instance)
        except DomainError as refusal:
            self.add_error(None, str(refusal))
