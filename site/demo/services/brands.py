"""The brand matrix: brands, their programmes, and who leads them this term."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from brands.models import Brand, BrandMatrix, Programme, ProgrammeLead
from demo.services import catalogue
from demo.services.catalogue import BrandEntry, Pair, ProgrammeEntry, read
from demo.services.dice import Dice
from demo.services.people import REVIEWED_BRAND, People
from network.choices import ReviewRule


@dataclass
class Matrix:
    """The rows by slug, beside the entries that they were made from."""

    row: BrandMatrix
    brand_entries: list[BrandEntry]
    programme_entries: list[ProgrammeEntry]
    brands: dict[str, Brand]
    programmes: dict[str, Programme]


def build_brands(*, is_whole_city: bool) -> Matrix:
    entry = read("brands")["matrix"]
    row = BrandMatrix.objects.create(
        slug=entry["slug"],
        **Pair(*entry["name"]).fields("name"),
        **Pair(*entry["introduction"]).fields("introduction"),
    )
    brand_entries = [brand for brand in catalogue.brands() if is_whole_city or brand.is_small]
    brands = {
        brand.slug: Brand.objects.create(
            matrix=row,
            slug=brand.slug,
            review_rule=ReviewRule.ONE if brand.slug == REVIEWED_BRAND else None,
            **brand.name.fields("name"),
            **brand.slogan.fields("slogan"),
            **brand.defaults,
        )
        for brand in brand_entries
    }
    programme_entries = [each for each in catalogue.programmes() if each.brand in brands]
    programmes = {
        programme.slug: Programme.objects.create(
            brand=brands[programme.brand],
            slug=programme.slug,
            **programme.name.fields("name"),
            **programme.summary.fields("summary"),
            **programme.description.fields("description"),
            **programme.bring.fields("bring"),
            **programme.defaults,
        )
        for programme in programme_entries
    }
    return Matrix(row, brand_entries, programme_entries, brands, programmes)


def appoint_leads(matrix: Matrix, people: People, *, today: date, dice: Dice) -> None:
    """Each programme had a lead last term and has another one since this half-year began."""
    this_term = date(today.year, 1 if today.month < 7 else 7, 1)
    last_term = date(today.year, 1, 1) if this_term.month == 7 else date(today.year - 1, 7, 1)
    colleagues = list(people.coordinators.values())
    leads = []
    for programme in matrix.programmes.values():
        before, now_leading = dice.sample(colleagues, 2)
        leads += [
            ProgrammeLead(programme=programme, user=before, starts_on=last_term, ends_on=this_term),
            ProgrammeLead(programme=programme, user=now_leading, starts_on=this_term),
        ]
    ProgrammeLead.objects.bulk_create(leads)
