"""What librarians say about a class or group."""

from __future__ import annotations

from typing import Any

from wagtail.admin.forms import WagtailAdminModelForm

from rewards.models import Challenge, ReadingGroup
from rewards.permissions import desk_libraries


class ReadingGroupForm(WagtailAdminModelForm):
    """A group of one challenge, of a library for which the user writes."""

    class Meta:
        model = ReadingGroup
        fields = ["kind", "name", "branch", "goal"]

    def __init__(self, *args: Any, challenge: Challenge, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.challenge = challenge
        libraries = desk_libraries(self.for_user, challenge)
        self.fields["branch"].queryset = libraries
        self.fields["branch"].initial = next(iter(libraries), None)
