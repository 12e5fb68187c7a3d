"""Sessions to which people check themselves in, by a code that is shown at the place."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from events.models import Session


class SelfCheckIn(models.Model):
    """What is shown at the place of a session: a code that changes on a screen, a code on paper.

    Codes are computed from a key of ours and the numbers here, so none is stored. A number grows
    to make all codes of before worthless.
    """

    session = models.OneToOneField(
        Session, on_delete=models.CASCADE, primary_key=True, related_name="self_check_in"
    )
    on_screen = models.BooleanField(_("code on a screen"), default=False)
    on_paper = models.BooleanField(_("code on paper"), default=False)
    screen_no = models.PositiveIntegerField(default=1, editable=False)
    paper_no = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("self check-in")
        verbose_name_plural = _("self check-ins")

    def __str__(self) -> str:
        return str(self.session)

    @property
    def is_on(self) -> bool:
        return self.on_screen or self.on_paper
