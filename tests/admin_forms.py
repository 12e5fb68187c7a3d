"""Fill in a form of the admin the way a browser does: all that it shows, with a few changes."""

from wagtail.test.utils.form_data import querydict_from_html


def submit(client, address, *, form_id="w-editor-form", **changes):
    """Send the form at this address with these fields changed; returns the response."""
    page = client.get(address)
    assert page.status_code == 200, f"{address} answers {page.status_code}"
    data = querydict_from_html(page.content.decode(), form_id=form_id)
    for name, value in changes.items():
        data.setlist(name, value if isinstance(value, list) else [value])
    return client.post(address, dict(data.lists()))


def add_row(client, address, relation, **fields):
    """Send the form at this address with one more row of a relation."""
    page = client.get(address)
    data = querydict_from_html(page.content.decode(), form_id="w-editor-form")
    number = int(data[f"{relation}-TOTAL_FORMS"])
    data[f"{relation}-TOTAL_FORMS"] = number + 1
    for name, value in fields.items():
        data[f"{relation}-{number}-{name}"] = value
    return client.post(address, dict(data.lists()))


def errors(response):
    """Every sentence that the form in the response shows, its rows included."""
    form = response.context["form"]
    forms = [form, *(row for formset in form.formsets.values() for row in formset)]
    found = [message for part in forms for messages in part.errors.values() for message in messages]
    return found + [
        message for formset in form.formsets.values() for message in formset.non_form_errors()
    ]
