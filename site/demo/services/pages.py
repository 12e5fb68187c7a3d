"""The stories: a page for every brand and programme, in both languages."""

from __future__ import annotations

import json
from typing import Any

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from wagtail.models import Locale, Page

from books.models import BookList
from brands.models import BrandMatrix, BrandPage, ProgrammePage
from cms.models import CustomImage
from demo.services.books import BooksOf
from demo.services.brands import Matrix
from demo.services.catalogue import BrandEntry, Pair, ProgrammeEntry, read
from demo.services.dice import Dice
from demo.services.pictures import draw_picture
from home.services.page_tree import PageTree, ensure_page_tree

Block = tuple[str, Any]

LANGUAGES = ("en", "zh-hans")
CREDIT = "Shuxiang 书香"
QUESTIONS = ("age", "late", "leave")


def build_pages(matrix: Matrix, book_lists: BooksOf, *, dice: Dice) -> None:
    """Give every brand and programme its pages, and the front door its welcome."""
    tree = ensure_page_tree(matrix=matrix.row)
    _welcome(tree)
    _show_the_matrix(tree, matrix.row)
    for brand in matrix.brand_entries:
        pages = _add_brand_pages(tree, brand, matrix, dice)
        offered = [each for each in matrix.programme_entries if each.brand == brand.slug]
        for number, programme in enumerate(offered):
            book_list = book_lists.get(programme.slug)
            _add_programme_pages(pages, programme, matrix, QUESTIONS[number % 3], book_list, dice)


def _add_brand_pages(
    tree: PageTree, entry: BrandEntry, matrix: Matrix, dice: Dice
) -> dict[str, Page]:
    picture = _picture(entry, entry.motif, dice) if entry.motif else None
    pages = {
        language: BrandPage(
            brand=matrix.brands[entry.slug],
            title=entry.name.in_language(language),
            slug=entry.slug,
            introduction=entry.introduction.in_language(language),
            story=_story(_brand_blocks(entry, picture, language), dice),
        )
        for language in LANGUAGES
    }
    _add_below(tree.brands, pages)
    return pages


def _add_programme_pages(
    parents: dict[str, Page],
    entry: ProgrammeEntry,
    matrix: Matrix,
    question: str,
    book_list: BookList | None,
    dice: Dice,
) -> None:
    pages = {
        language: ProgrammePage(
            programme=matrix.programmes[entry.slug],
            title=entry.name.in_language(language),
            slug=entry.slug,
            introduction=entry.summary.in_language(language),
            story=_story(_programme_blocks(entry, question, book_list, language), dice),
        )
        for language in LANGUAGES
    }
    _add_below(parents, pages)


def _add_below(parents: dict[str, Any], pages: dict[str, Any]) -> None:
    """Each page below the parent of its language, all translations of each other."""
    first, *_rest = pages.values()
    for language, page in pages.items():
        page.locale = Locale.objects.get(language_code=language)
        page.translation_key = first.translation_key
        parents[language].add_child(instance=page)


def _brand_blocks(entry: BrandEntry, picture: CustomImage | None, language: str) -> list[Block]:
    blocks = [_block(block, language) for block in entry.story]
    if picture and entry.motif:
        shown = Pair(*read("pages")["pictures"][entry.motif]).in_language(language)
        image = {"image": picture.pk, "decorative": False, "alt_text": shown}
        blocks.insert(1, ("picture", {"image": image, "caption": ""}))
    return blocks


def _block(block: dict[str, Pair], language: str) -> Block:
    """A block of the texts as StreamField stores it."""
    texts = {name: text.in_language(language) for name, text in block.items()}
    if "quote" in texts:
        return "quote", {"text": texts["quote"], "source": texts["source"]}
    if "question" in texts:
        return "question", texts
    return "prose", texts["prose"]


def _programme_blocks(
    entry: ProgrammeEntry, question: str, book_list: BookList | None, language: str
) -> list[Block]:
    texts = read("pages")["questions"]
    asked = {
        "question": Pair(*texts[question]),
        "answer": Pair(*texts[f"{question}_answer"]),
    }
    read_along = [("book_list", book_list.pk)] if book_list else []
    return [
        ("prose", entry.description.in_language(language)),
        *read_along,
        _block(asked, language),
    ]


def _story(blocks: list[Block], dice: Dice) -> str:
    return json.dumps(
        [{"type": kind, "value": value, "id": str(dice.uuid())} for kind, value in blocks]
    )


def _picture(entry: BrandEntry, motif: str, dice: Dice) -> CustomImage:
    content = draw_picture(entry.defaults["colour"], motif, dice)
    return picture_of(entry.slug, entry.name.en, content)


def picture_of(slug: str, title: str, content: bytes) -> CustomImage:
    """A picture that was drawn, as an image of the library."""
    name = f"demo-{slug}.jpg"
    # The file of an earlier demo library would push this one to a name made by chance.
    default_storage.delete(f"original_images/{name}")
    return CustomImage.objects.create(title=title, file=ContentFile(content, name), credit=CREDIT)


def _welcome(tree: PageTree) -> None:
    texts = read("pages")["home"]
    for language, page in tree.home.items():
        page.headline = Pair(*texts["headline"]).in_language(language)
        page.introduction = Pair(*texts["introduction"]).in_language(language)
        page.save()


def _show_the_matrix(tree: PageTree, row: BrandMatrix) -> None:
    """Pages that were there before show a matrix that nobody has filled."""
    for page in tree.brands.values():
        page.matrix = row
        page.save()
    BrandMatrix.objects.exclude(pk=row.pk).filter(pages=None, brands=None).delete()
