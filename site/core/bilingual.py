"""One text in two languages on one row: `title_en` and `title_zh`, read as `title`."""

from typing import Any

from django.conf import settings
from django.utils.translation import get_language

FIELD_SUFFIXES = {"en": "en", "zh-hans": "zh"}


def active_suffix() -> str:
    """The suffix of the fields in the language of the current request."""
    return FIELD_SUFFIXES.get(get_language() or "en", "en")


def in_language(instance: Any, name: str, suffix: str) -> str:
    """The text in the wanted language, or in the other one where only that exists."""
    texts = {s: getattr(instance, f"{name}_{s}") for s in FIELD_SUFFIXES.values()}
    wanted = texts.pop(suffix)
    return str(wanted or next(iter(texts.values())))


def in_active_language(instance: Any, name: str) -> str:
    """The text in the language of the current request, else in the other one."""
    return in_language(instance, name, active_suffix())


def stand_in_language(instance: Any, name: str) -> str | None:
    """The language of the text that stands in where the active language has none."""
    wanted = active_suffix()
    texts = {
        suffix: getattr(instance, f"{name}_{suffix}", "") for suffix in FIELD_SUFFIXES.values()
    }
    if texts[wanted]:
        return None
    return next((code for code, suffix in FIELD_SUFFIXES.items() if texts[suffix]), None)


class InLanguage:
    """Reads the field pair `<name>_en`, `<name>_zh` in the active language, else the other.

    >>> class Brand(models.Model):
    ...     name_en = models.CharField(max_length=80)
    ...     name_zh = models.CharField(max_length=80)
    ...     name = InLanguage()
    """

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = name

    def __get__(self, instance: Any, owner: type) -> Any:
        if instance is None:
            return self
        return in_active_language(instance, self.name)


def for_its_reader(instance: Any, text: str) -> str:
    """A text kept of a row once, in the active language as long as the row says it so today.

    Kept texts have the language of whoever kept them. One that is none of the row's texts any more
    stays as it is.
    """
    names = {
        name
        for klass in type(instance).__mro__
        for name, value in vars(klass).items()
        if isinstance(value, InLanguage)
    }
    for name in names:
        if text in {getattr(instance, f"{name}_{suffix}") for suffix in FIELD_SUFFIXES.values()}:
            return in_active_language(instance, name)
    return text


def site_language() -> str:
    """The language of those who chose none: the library's own."""
    return settings.SITE_LANGUAGE
