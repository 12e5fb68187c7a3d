"""What templates need to speak of reading challenges."""

from django import template

from rewards.services.reading import words

register = template.Library()


@register.simple_tag
def amount(unit: str, number: int) -> str:
    """``{% amount challenge.unit reader.total %}``: 12 books."""
    return words.amount_in_words(unit, number)


@register.simple_tag
def more(unit: str, number: int) -> str:
    """``{% more challenge.unit progress.missing %}``: 3 more books."""
    return words.more_in_words(unit, number)


@register.filter
def share_of(part: int, whole: int) -> int:
    """How many hundredths of the whole the part is, from 0 to 100, for what is drawn."""
    return max(0, min(100, 100 * part // whole)) if whole else 0
