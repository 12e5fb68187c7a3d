"""Hooks of the staff app. Policies come first: they must be known before any view asks for one."""

from wagtail import hooks
from wagtail.admin.admin_url_finder import finder_classes
from wagtail.admin.viewsets.base import ViewSet
from wagtail.documents.models import Document
from wagtail.forms import TaskStateCommentForm
from wagtail.images.forms import ImageInsertionForm
from wagtail.images.models import Image
from wagtail.log_actions import LogActionRegistry
from wagtail.models import Page
from wagtail.permissions import register_permission_policy

from accounts.models import ConsentText
from books.models import Book, BookList
from brands.models import Brand, BrandMatrix, Programme
from cms.models import CustomDocument, CustomImage
from cms.viewsets import EditPageFinder, in_words_of_wagtail
from network.models import Branch, CalendarEntry, Partner
from notifications.models import MessageSettings, MessageText
from staff.choosers import user_chooser_viewset
from staff.models import LogEntry, StaffScope
from staff.policies import (
    AppendOnlyPolicy,
    BookListsPolicy,
    BrandPagesPolicy,
    CalendarPolicy,
    RulesPolicy,
    SharedMediaPolicy,
    all_rows,
    touched_branches,
    touched_brands,
    whole_branches,
    whole_brands,
)
from staff.viewsets import StaffScopeViewSet

register_permission_policy(
    Branch, RulesPolicy(Branch, view=touched_branches("pk"), change=whole_branches("pk"))
)
register_permission_policy(
    Partner, RulesPolicy(Partner, view=all_rows, add=all_rows, change=all_rows)
)
register_permission_policy(CalendarEntry, CalendarPolicy())
register_permission_policy(Book, RulesPolicy(Book, view=all_rows, add=all_rows, change=all_rows))
register_permission_policy(BookList, BookListsPolicy())
register_permission_policy(BrandMatrix, RulesPolicy(BrandMatrix, view=all_rows))
register_permission_policy(
    Brand, RulesPolicy(Brand, view=touched_brands("pk"), change=whole_brands("pk"))
)
register_permission_policy(
    Programme,
    RulesPolicy(
        Programme,
        view=touched_brands("brand"),
        add=whole_brands("brand"),
        change=whole_brands("brand"),
        delete=whole_brands("brand"),
    ),
)
register_permission_policy(ConsentText, AppendOnlyPolicy(ConsentText))
register_permission_policy(StaffScope, RulesPolicy(StaffScope))
register_permission_policy(MessageText, RulesPolicy(MessageText))
register_permission_policy(MessageSettings, RulesPolicy(MessageSettings), exact_class=True)
register_permission_policy(Page, BrandPagesPolicy(Page))
# "Exact" goes before what Wagtail's own apps register, whichever comes first.
for model, kind, edit in (
    (CustomImage, Image, "wagtailimages:edit"),
    (CustomDocument, Document, "wagtaildocs:edit"),
):
    finder = type("Finder", (EditPageFinder,), {"edit_url_name": edit})
    finder_classes.register(model, value=finder, exact_class=True)
    register_permission_policy(
        model,
        SharedMediaPolicy(model, auth_model=kind, owner_field_name="uploaded_by_user"),
        exact_class=True,
    )

# Wagtail names these fields while it is imported, before it knows who reads them.
for form, labels in (
    (
        ImageInsertionForm,
        {
            "format": "Format",
            "image_is_decorative": "Image is decorative",
            "alt_text": "Alt text",
        },
    ),
    (TaskStateCommentForm, {"comment": "Comment"}),
):
    for field, label in labels.items():
        form.base_fields[field].label = in_words_of_wagtail(label)


@hooks.register("register_admin_viewset")
def staff_viewsets() -> list[ViewSet]:
    return [StaffScopeViewSet(), user_chooser_viewset]


@hooks.register("register_log_actions")
def one_log(actions: LogActionRegistry) -> None:
    for model in (
        *(Branch, Partner, CalendarEntry, Book, BookList, BrandMatrix, Brand, Programme),
        *(ConsentText, StaffScope, MessageSettings, MessageText),
    ):
        actions.register_model(model, LogEntry)
