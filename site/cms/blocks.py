"""The blocks that editors compose stories from, the same on every page."""

from django.utils.translation import gettext_lazy as _
from wagtail import blocks
from wagtail.images.blocks import ImageBlock
from wagtail.snippets.blocks import SnippetChooserBlock

PROSE_FEATURES = ["h3", "bold", "italic", "link", "document-link", "ol", "ul"]


class QuoteBlock(blocks.StructBlock):
    text = blocks.TextBlock(label=_("text"))
    source = blocks.CharBlock(label=_("who said it"), required=False)

    class Meta:
        icon = "openquote"
        label = _("quote")
        template = "cms/blocks/quote.html"


class PictureBlock(blocks.StructBlock):
    image = ImageBlock(label=_("picture"))
    caption = blocks.CharBlock(label=_("caption"), required=False)

    class Meta:
        icon = "image"
        label = _("picture")
        template = "cms/blocks/picture.html"


class QuestionBlock(blocks.StructBlock):
    question = blocks.CharBlock(label=_("question"))
    answer = blocks.RichTextBlock(label=_("answer"), features=PROSE_FEATURES)

    class Meta:
        icon = "help"
        label = _("question and answer")
        template = "cms/blocks/question.html"


class StoryBlock(blocks.StreamBlock):
    """A story: prose, pictures, quotes, questions with their answers, and lists of books.

    The lists belong to an app above this one: named as a foreign key may name its table, and drawn
    by that app's own template.
    """

    heading = blocks.CharBlock(
        label=_("heading"), icon="title", form_classname="title", template="cms/blocks/heading.html"
    )
    prose = blocks.RichTextBlock(
        label=_("text"), features=PROSE_FEATURES, template="cms/blocks/prose.html"
    )
    picture = PictureBlock()
    quote = QuoteBlock()
    question = QuestionBlock()
    book_list = SnippetChooserBlock(
        "books.BookList", label=_("book list"), icon="list-ol", template="books/story_block.html"
    )
