from django.db import models
from django.utils.translation import gettext_lazy as _


class BookLanguage(models.TextChoices):
    """The language that a book is written in; the value is what its title is marked with."""

    ENGLISH = "en", _("English")
    CHINESE = "zh-hans", _("Chinese")
    BOTH = "mul", _("several languages")
