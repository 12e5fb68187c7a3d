"""Components tie together what a screen reader needs tied."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from django import forms
from django.core.paginator import Paginator
from django.template import Context, Template
from django.template.loader import render_to_string
from django.utils.translation import override


class VisitForm(forms.Form):
    name = forms.CharField(label="Name", help_text="As on the door.")
    days = forms.MultipleChoiceField(
        label="Days",
        help_text="One or more.",
        widget=forms.CheckboxSelectMultiple,
        choices=[("sat", "Saturday"), ("sun", "Sunday")],
    )
    photo = forms.BooleanField(label="Photos", help_text="May be withdrawn.", required=False)
    token = forms.CharField(widget=forms.HiddenInput)
    seats = forms.IntegerField(label="Seats", min_value=1, max_value=6)


def render(component, **context):
    return soup(render_to_string(f"components/{component}.html", context))


def soup(text):
    return BeautifulSoup(text, "html.parser")


def described(root, control):
    """The words that describe a control, in order."""
    names = control["aria-describedby"].split()
    return [root.find(id=name).get_text().strip() for name in names]


def test_a_field_is_described_by_its_hint_and_its_error():
    root = render("field", field=VisitForm({})["name"])
    control = root.input

    assert root.find("label", attrs={"for": control["id"]}).get_text() == "Name"
    assert described(root, control) == ["As on the door.", "This field is required."]
    assert control["aria-invalid"] == "true"


def test_a_group_of_choices_is_described_as_a_whole():
    root = render("field", field=VisitForm({})["days"])

    assert root.fieldset.legend.get_text() == "Days"
    assert described(root, root.fieldset) == ["One or more.", "This field is required."]
    assert [label.get_text() for label in root("label")] == ["Saturday", "Sunday"]


def test_a_single_checkbox_is_described_by_its_hint():
    root = render("field", field=VisitForm()["photo"])

    assert root.input["type"] == "checkbox"
    assert described(root, root.input) == ["May be withdrawn."]


def test_a_hidden_field_shows_nothing():
    root = render("field", field=VisitForm()["token"])

    assert [control["type"] for control in root("input")] == ["hidden"]
    assert root.get_text().strip() == ""


def test_a_stepper_is_a_number_field_until_its_script_runs():
    root = render("stepper", field=VisitForm()["seats"])
    control = root.input

    assert (control["type"], control["min"], control["max"]) == ("number", "1", "6")
    assert [button.has_attr("hidden") for button in root("button")] == [True, True]


def test_every_line_of_the_error_summary_leads_to_its_control():
    form = VisitForm({"token": "x"})
    page = "".join(render_to_string("components/field.html", {"field": field}) for field in form)
    root = soup(render_to_string("components/error_summary.html", {"form": form}) + page)

    targets = [link["href"][1:] for link in root.find("error-summary")("a")]

    assert targets == ["id_name", "id_days", "id_seats"]
    assert [root.find(id=target).name for target in targets] == ["input", "fieldset", "input"]


def test_a_form_without_errors_has_no_summary():
    assert render("error_summary", form=VisitForm()).find("error-summary") is None


@pytest.mark.parametrize(
    ("state", "free", "words"),
    [
        ("cancelled", 9, "Cancelled"),
        ("over", 9, "Over"),
        ("drop_in", 0, "Just drop in"),
        ("full", 0, "Waiting list"),
        ("closed", 9, "Registration closed"),
        ("not_open_yet", 9, "Registration opens Sat 9 May 2020, 10:00"),
        ("open", 1, "1 place left"),
        ("open", 5, "5 places left"),
        ("open", 6, "6 places free"),
    ],
)
def test_the_places_badge(state, free, words):
    opens_at = datetime(2020, 5, 9, 2, 0, tzinfo=UTC)
    is_almost_full = state == "open" and free <= 5
    way_in = {"state": state, "free": free, "opens_at": opens_at}
    root = render("places_badge", way_in=way_in | {"is_almost_full": is_almost_full})

    assert root.get_text().strip() == words


def test_pagination_keeps_the_filters_of_the_address(rf):
    page = Paginator(range(100), 10).page(5)
    text = render_to_string("components/pagination.html", {"page": page}, rf.get("/?q=tea&page=5"))
    links = [link["href"] for link in soup(text)("a")]

    assert links == [f"?q=tea&page={number}" for number in (4, 1, 4, 6, 10, 6)]


def test_one_page_needs_no_pagination(rf):
    page = Paginator(range(3), 10).page(1)

    assert render_to_string("components/pagination.html", {"page": page}, rf.get("/")).strip() == ""


def test_cells_of_a_table_carry_their_column_for_the_phone():
    columns = [{"label": "Brand"}, {"label": "Events", "numeric": True}]
    root = render("table", caption="Half-year", columns=columns, rows=[["Leling", "96"]])

    assert [cell.get_text() for cell in root.tbody("th", scope="row")] == ["Leling"]
    assert [cell["data-label"] for cell in root.tbody("td")] == ["Events"]


@pytest.mark.parametrize(
    ("language", "said"), [("en", "Kind: a &amp; b"), ("zh-hans", "Kind：a &amp; b")]
)
def test_a_name_stands_before_the_colon_of_the_language(language, said):
    template = Template("{% load ui %}{{ name|colon }}{{ value }}")
    with override(language):
        assert template.render(Context({"name": "Kind", "value": "a & b"})) == said
