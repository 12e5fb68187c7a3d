from django import template

from brands.models import Brand
from brands.services import themes

register = template.Library()


@register.simple_tag
def theme_url(brand: Brand) -> str:
    """``{% theme_url brand %}``: the style sheet of a page that speaks of one brand."""
    return themes.theme_url(brand)


@register.simple_tag
def themes_url() -> str:
    """``{% themes_url %}``: the style sheet of a page where any brand may appear."""
    return themes.themes_url(Brand.objects.all())
