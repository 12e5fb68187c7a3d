"""Views of Wagtail's admin that know only the rows which the policy lets the user see.

A permission policy alone leaks: most of Wagtail's views ask whether the user may change *some*
row of the model and then show any. These viewsets close that for every view they build:

- a view with a row in its address answers 404 unless the user may see that row, and what it asks
  about permissions is answered for that row as it is stored;
- a step of a review is taken only for the row that is reviewed;
- listings, their results and exports hold only rows in scope, and offer for each what is allowed;
- choosers offer, and confirm, only rows in scope, and a form sent back names no others;
- deleting several snippets at once takes, and names, only those that may be deleted.

The rules come from the policy registered for the model; see `staff.policy`, or pass your own.

    class RoomViewSet(ScopedViewSet):
        model = Room

    register_permission_policy(Room, ScopedPermissionPolicy(Room, brand=None))
    register_snippet(RoomViewSet)

`ScopedViewSet` is for snippets, `ScopedModelViewSet` for plain models. Views of your own belong
into the viewset too: built with `self.construct_view(MyView)` and with the key named `pk` in the
address, they are guarded like the rest. What a form may move a row *to* is the form's matter.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from django.contrib import messages
from django.contrib.admin.utils import unquote
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db.models import Model, ProtectedError, QuerySet
from django.forms import BaseForm, ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_list_or_404, redirect
from django.template.defaultfilters import yesno
from django.utils import timezone
from django.utils.functional import cached_property, lazy
from django.utils.translation import gettext
from django.views.generic import View
from django.views.generic.edit import FormMixin, ModelFormMixin
from django_filters import BooleanFilter
from wagtail import hooks
from wagtail.admin.active_filters import (
    ActiveFilter,
    BaseFilterAdapter,
    register_filter_adapter_class,
)
from wagtail.admin.admin_url_finder import ModelAdminURLFinder
from wagtail.admin.ui.fields import BaseFieldDisplay
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, Table
from wagtail.admin.views.bulk_action.registry import bulk_action_registry
from wagtail.admin.views.generic import CreateView, DeleteView, EditView, IndexView
from wagtail.admin.views.generic.base import BaseObjectMixin, WagtailAdminTemplateMixin
from wagtail.admin.views.generic.chooser import BaseChooseView, ChosenMultipleViewMixin
from wagtail.admin.views.generic.history import HistoryView, WorkflowHistoryView
from wagtail.admin.views.generic.usage import UsageView
from wagtail.admin.views.generic.workflow import BaseWorkflowFormView
from wagtail.admin.views.mixins import SpreadsheetExportMixin
from wagtail.admin.viewsets.base import ViewSet
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.coreutils import resolve_model_string
from wagtail.fields import RichTextField
from wagtail.log_actions import get_active_log_context, log
from wagtail.models import RevisionMixin, TaskState
from wagtail.permission_policies import BasePermissionPolicy
from wagtail.permissions import policy_registry
from wagtail.rich_text import RichText
from wagtail.snippets.bulk_actions.delete import DeleteBulkAction
from wagtail.snippets.views.chooser import SnippetChooserViewSet
from wagtail.snippets.views.snippets import InspectView, SnippetViewSet
from wagtail.snippets.widgets import AdminSnippetChooser

from cms import formats
from cms.errors import StillInUse
from core.errors import DomainError
from core.keys import keys_of
from core.spreadsheets import BYTE_ORDER_MARK, plain_cell

SEEING = ("view", "change")
NOTHING = "–"
"""Stands where a row says nothing."""


def rows_in_scope(user: Any, model: type[Model]) -> QuerySet:
    """The rows of the model that the user may see in the admin."""
    policy = policy_registry.get_by_type(model)
    return policy.instances_user_has_any_permission_for(user, SEEING)


def row_in_scope(user: Any, model: type[Model], key: Any) -> Model:
    """The row with this key, or Http404: what is out of scope does not exist."""
    try:
        return rows_in_scope(user, model).get(pk=unquote(str(key)))
    except (ObjectDoesNotExist, ValueError, ValidationError) as error:
        raise Http404 from error


class OneRowPolicy:
    """Answers for one stored row where a view asks about the whole model."""

    def __init__(self, policy: BasePermissionPolicy, row: Model) -> None:
        self.policy = policy
        self.row = row

    def __getattr__(self, name: str) -> Any:
        return getattr(self.policy, name)

    def user_has_permission(self, user: Any, action: str) -> bool:
        # A copy is a new row: the form judges where it may be put.
        if action == "add":
            return self.policy.user_has_permission(user, action)
        return self.policy.user_has_permission_for_instance(user, action, self.row)

    def user_has_any_permission(self, user: Any, actions: Iterable[str]) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)


class GuardedRow(View):
    """A view that knows the row in its address only if it is in scope."""

    model: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        if "pk" in kwargs:
            model = resolve_model_string(self.model)
            self.stored_row = row_in_scope(request.user, model, kwargs["pk"])
            policy = policy_registry.get_by_type(model)
            self.permission_policy = OneRowPolicy(policy, self.stored_row)
        super().setup(request, *args, **kwargs)


class GuardedListing(IndexView):
    """A listing, with its results and its export, of the rows in scope.

    It offers to change and to delete a row only to whom the policy allows that for this row, and
    to tick rows only to whom it allows something that can be done to several at once.
    """

    @cached_property
    def columns(self) -> list[Column]:
        columns = super().columns
        if self._does_several():
            return columns
        return [each for each in columns if not isinstance(each, BulkActionsCheckboxColumn)]

    def _does_several(self) -> bool:
        policy = policy_registry.get_by_type(self.model)
        names = self.model._meta.app_label, self.model._meta.model_name
        return any(
            policy.user_has_permission(self.request.user, action.needs)
            for action in bulk_action_registry.get_bulk_actions_for_model(*names)
        )

    def get_base_queryset(self) -> QuerySet:
        in_scope = rows_in_scope(self.request.user, self.model)
        return super().get_base_queryset().filter(pk__in=in_scope.values("pk"))

    def get_table(self, object_list: Iterable[Model]) -> Table:
        keys = [row.pk for row in object_list]
        self.changeable = self._allowed("change", keys)
        self.deletable = self._allowed("delete", keys)
        return super().get_table(object_list)

    def get_edit_url(self, instance: Model) -> str | None:
        url = super().get_edit_url(instance)
        return url if instance.pk in self.changeable else None

    def get_delete_url(self, instance: Model) -> str | None:
        url = super().get_delete_url(instance)
        return url if instance.pk in self.deletable else None

    def _allowed(self, action: str, keys: list[Any]) -> set[Any]:
        """Those of these rows with which the user may do this."""
        policy = policy_registry.get_by_type(self.model)
        allowed = policy.instances_user_has_permission_for(self.request.user, action)
        return set(allowed.filter(pk__in=keys).values_list("pk", flat=True))


class NamedForItsReader(BaseObjectMixin, View):
    """A page about a row that calls it as its newest draft does, in the language of the reader.

    Wagtail's own has the words of whoever saved that draft, and offers everybody to change the row.
    """

    permission_policy: Any

    def setup(self, request: HttpRequest, *args: Any, **kwargs: Any) -> None:
        super().setup(request, *args, **kwargs)
        if not self.permission_policy.user_has_permission(request.user, "change"):
            self.edit_url_name = self.revisions_revert_url_name = None

    def get_object(self) -> Model:
        row = super().get_object()
        if isinstance(row, RevisionMixin) and row.latest_revision:
            row.latest_revision.object_str = str(row.latest_revision.as_object())
        return row


class GuardedChoices(BaseChooseView):
    """A chooser that offers the rows in scope."""

    def get_object_list(self) -> QuerySet:
        in_scope = rows_in_scope(self.request.user, self.model_class)
        return super().get_object_list().filter(pk__in=in_scope.values("pk"))


class GuardedChosenRows(ChosenMultipleViewMixin):
    """The answer of a chooser about several rows: about those in scope."""

    def get_objects(self, pks: list[str]) -> QuerySet:
        in_scope = rows_in_scope(self.request.user, self.model_class)
        return in_scope.filter(pk__in=keys_of(pks))


class GuardedReview(BaseWorkflowFormView):
    """A step of a review is taken only through the address of the row that is reviewed."""

    def get_task_state(self) -> TaskState:
        task_state = super().get_task_state()
        state = task_state.workflow_state
        row = (self.object.get_base_content_type().pk, str(self.object.pk))
        if (state.base_content_type_id, state.object_id) != row:
            raise Http404
        return task_state


class RefusalsOnTheForm(ModelFormMixin, View):
    """A form that shows what a rule refused when it was saved, instead of an error page."""

    def form_valid(self, form: ModelForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except DomainError as refusal:
            form.add_error(None, str(refusal))
            self.produced_error_code = refusal.code
            self.produced_error_message = str(refusal)
            return self.form_invalid(form)


class KeepsWhatIsInUse(FormMixin, View):
    """Deletes nothing that others need, and says so.

    Wagtail asks its reference index first, which knows neither plain rows nor those made in bulk.
    """

    def form_valid(self, form: BaseForm) -> HttpResponse:
        try:
            return super().form_valid(form)
        except ProtectedError as error:
            messages.error(self.request, str(StillInUse.of(error)))
            return redirect(self.request.get_full_path())


GUARDS = {
    CreateView: RefusalsOnTheForm,
    EditView: RefusalsOnTheForm,
    DeleteView: KeepsWhatIsInUse,
    BaseWorkflowFormView: GuardedReview,
    HistoryView: NamedForItsReader,
    IndexView: GuardedListing,
    UsageView: NamedForItsReader,
    WorkflowHistoryView: NamedForItsReader,
    BaseChooseView: GuardedChoices,
    ChosenMultipleViewMixin: GuardedChosenRows,
    View: GuardedRow,
}


class EditPageFinder(ModelAdminURLFinder):
    """Finds the page to edit a row, told of nobody for whoever is at work.

    Fields of choosers tell of nobody, and would offer to edit what their reader may not.
    """

    def __init__(self, user: Any = None) -> None:
        super().__init__(user or get_active_log_context().user)


class ScopedViews(ViewSet):
    """Builds every view of a viewset with its guards."""

    def construct_view(self, view_class: type[View], **kwargs: Any) -> Any:
        guards = [guard for base, guard in GUARDS.items() if issubclass(view_class, base)]
        guarded = type(view_class.__name__, (*guards, view_class), {})
        return super().construct_view(guarded, **kwargs)


def in_words_of_wagtail(sentence: str, **words: Any) -> str:
    """A sentence of Wagtail's catalogues in the language of whoever reads it.

    Wagtail says those of choosers while it makes their classes, in the language of the process.
    """
    return lazy(lambda: gettext(sentence) % words, str)()


class ChooserOfOffered(AdminSnippetChooser):
    """The field of a chooser: it names what its form offers, and no other row whose key was sent.

    Wagtail's own shows whatever has the key, and breaks over what can be no key.
    """

    choices: Any = None
    """Set by the form's field, whose rows they are."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        row = self.model_class._meta.verbose_name
        self.choose_one_text = in_words_of_wagtail("Choose %(object)s", object=row)
        self.choose_another_text = in_words_of_wagtail("Choose another %(object)s", object=row)
        self.link_to_chosen_text = in_words_of_wagtail("Edit this %(object)s", object=row)

    def get_instance(self, value: Any) -> Model | None:
        if self.choices is None or value is None or isinstance(value, self.model_class):
            instance: Model | None = super().get_instance(value)
            return instance
        try:
            offered: Model = self.choices.queryset.get(pk=value)
        except (ObjectDoesNotExist, ValueError, ValidationError):
            return None
        return offered


class ScopedChooserViewSet(ScopedViews, SnippetChooserViewSet):
    """Choosers of rows in scope. They make no rows: that needs the whole form."""

    base_widget_class = ChooserOfOffered
    choose_one_text = in_words_of_wagtail("Choose")


class ScopedModelViewSet(ScopedViews, ModelViewSet):
    """The admin's views of a plain model, for the rows in scope."""

    @property
    def url_finder_class(self) -> type:
        return type("Finder", (EditPageFinder, super().url_finder_class), {})


class ScopedDelete(KeepsWhatIsInUse, DeleteBulkAction):
    """Deletes several rows at once, of those that may be deleted; it does not name the others."""

    needs = "delete"

    def get_actionable_objects(self) -> tuple[list[Model], dict[str, list]]:
        return self.deletable, {"items_with_no_access": []}

    @cached_property
    def deletable(self) -> list[Model]:
        rows = self.permission_policy.instances_user_has_permission_for(self.request.user, "delete")
        keys = self.request.GET.getlist("id")
        if "all" not in keys:
            rows = rows.filter(pk__in=keys_of(keys))
        return get_list_or_404(rows)

    @classmethod
    def execute_action(cls, objects: list[Model], **kwargs: Any) -> tuple[int, int]:
        for row in objects:
            log(instance=row, action="wagtail.delete", deleted=True)
        return super().execute_action(objects, **kwargs)


class ReadableInspectView(InspectView):
    """A row to read: without its key, with words for what is stored as codes, and texts as set."""

    def get_fields(self) -> list[str]:
        return [name for name in super().get_fields() if name != self.model._meta.pk.name]

    def get_field_display_value(self, field_name: str, field: Any) -> Any:
        value = super().get_field_display_value(field_name, field)
        if isinstance(value, bool):
            return yesno(value)
        if isinstance(field, RichTextField) and value:
            return RichText(value)
        if isinstance(value, list):
            words = dict(field.base_field.flatchoices)
            value = formats.listed(str(words.get(each, each)) for each in value)
        is_empty = value in (None, "") or (isinstance(value, BaseFieldDisplay) and not value.value)
        return NOTHING if is_empty else value


class YesOrNo(BaseFilterAdapter):
    """A filter that is on or off, told in words where Wagtail's own has Python's."""

    def get_active_filters(self) -> Iterator[ActiveFilter]:
        for active in super().get_active_filters():
            yield active._replace(value=yesno(self.value))


register_filter_adapter_class(BooleanFilter, adapter_class=YesOrNo)


class ScopedViewSet(ScopedViews, SnippetViewSet):
    """The admin's views of a snippet model, for the rows in scope."""

    chooser_viewset_class = ScopedChooserViewSet
    inspect_view_class = ReadableInspectView

    @property
    def url_finder_class(self) -> type:
        return type("Finder", (EditPageFinder, super().url_finder_class), {})

    @property
    def breadcrumbs_items(self) -> list[dict[str, Any]]:
        _home, *others = super().breadcrumbs_items
        # Wagtail says the first once for all, in the language of the process; views say it lazily.
        return [*WagtailAdminTemplateMixin.breadcrumbs_items, *others]

    def on_register(self) -> None:
        super().on_register()
        bulk_delete = type("BulkDelete", (ScopedDelete,), {"models": [self.model]})
        # Of two actions with one name the later one counts: ours comes after Wagtail's.
        hooks.register("register_bulk_action", bulk_delete, order=1000)


class PlainExports(SpreadsheetExportMixin):
    """Times are by the library's clock, no text runs as a formula, and Chinese is read right."""

    def preprocess_field_value(self, field: str, value: Any, export_format: str) -> Any:
        if isinstance(value, datetime):
            value = timezone.make_naive(value)
        cell = super().preprocess_field_value(field, value, export_format)
        return plain_cell(cell) if export_format == self.FORMAT_CSV else cell

    def stream_csv(self, queryset: QuerySet) -> Iterator[bytes]:
        yield BYTE_ORDER_MARK.encode()
        yield from super().stream_csv(queryset)
