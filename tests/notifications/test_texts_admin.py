"""The words of messages in the admin: by superusers, checked, shown, tried, written down."""

import pytest
from django.core import mail
from django.urls import reverse

from notifications.models import MessageSettings, MessageText
from notifications.services.own_words import example_of, in_own_words
from staff.choices import StaffRole
from staff.models import LogEntry
from tests.events.parties import NOW
from tests.factories.people import UserFactory
from tests.factories.staff import StaffScopeFactory

pytestmark = pytest.mark.django_db

TICKET = reverse("message_texts:edit", args=["registration-confirmed"])
LIST = reverse("message_texts:index")


@pytest.fixture
def admin(client):
    user = UserFactory(email="admin@example.org", is_staff=True, is_superuser=True)
    client.force_login(user)
    return user


def typed(client, **changes):
    """The form as it is shown, with these changes."""
    form = client.get(TICKET).context["form"]
    return {field.name: field.value() for field in form} | changes


def save(client, **changes):
    return client.post(TICKET, typed(client, **changes))


@pytest.mark.usefixtures("admin")
class TestEditing:
    def test_begins_with_the_shipped_words(self, client):
        data = typed(client)
        assert data["title_en"] == "Your ticket: {event}"
        assert "{facts}\n\n{link}" in data["text_en"]
        assert data["short_zh"].endswith("{link}")

    def test_saved_as_it_is_nothing_is_stored(self, client):
        save(client)
        [text] = MessageText.objects.all()
        assert {text.title_en, text.text_en, text.short_en, text.title_zh} == {""}
        assert not LogEntry.objects.exists()

    def test_own_words_are_said_from_now_on(self, client):
        answer = save(client, title_en="See you at {event}!")
        assert answer["Location"] == TICKET
        letter = in_own_words(
            example_of("registration-confirmed", now=NOW), "registration-confirmed"
        )
        assert letter.title == "See you at Stories under the plane tree!"
        assert "in your own words: English" in client.get(LIST).content.decode()

    def test_emptied_is_said_as_shipped_again(self, client):
        save(client, title_en="See you at {event}!")
        save(client, title_en="")
        assert MessageText.objects.get().title_en == ""
        assert typed(client)["title_en"] == "Your ticket: {event}"

    def test_everything_goes_back_with_one_button(self, client):
        save(client, title_en="See you!", text_zh="您好\n\n{link}")
        client.post(TICKET, {"reset": "1"})
        text = MessageText.objects.get()
        assert (text.title_en, text.text_zh) == ("", "")

    def test_who_changed_what_is_written_down(self, client, admin):
        save(client, title_en="One")
        save(client, title_en="Two")
        latest, _first = LogEntry.objects.for_instance(MessageText.objects.get())
        assert latest.user == admin
        assert latest.data == {"title_en": {"before": "One", "after": "Two"}}
        html = client.get(TICKET).content.decode()
        assert "Who changed what" in html

    @pytest.mark.parametrize(
        ("changes", "field", "told"),
        [
            ({"title_en": "{evnt}"}, "title_en", "There is no placeholder {evnt} here."),
            ({"title_en": "{evnt}"}, "title_en", "You can use: {event}, {when}, "),
            ({"title_en": "{facts}"}, "title_en", "There is no placeholder {facts} here."),
            ({"text_en": "No way on."}, "text_en", "Put {link} somewhere into the text"),
            ({"short_zh": "没有链接"}, "short_zh", "Put {link} somewhere into the text"),
            ({"text_zh": "{link} {event.pk}"}, "text_zh", "There is no placeholder {event.pk}"),
            ({"text_en": "{link} {"}, "text_en", "A brace stands alone."),
            ({"text_en": "{link}" + "x" * 4000}, "text_en", "at most 4000 characters"),
            ({"title_en": "\x00"}, "title_en", "Null characters are not allowed."),
        ],
    )
    def test_bad_words_are_refused_where_they_stand(self, client, changes, field, told):
        answer = save(client, **changes)
        errors = answer.context["form"].errors
        assert list(errors) == [field]
        assert told in errors[field][0]
        assert not MessageText.objects.exists()


@pytest.mark.usefixtures("admin")
class TestLooking:
    def test_shows_a_letter_with_a_believable_example(self, client):
        html = client.post(TICKET, typed(client, look="1", title_en="Hi {who}")).content.decode()
        assert "Hi Lin Yu, Doudou" in html
        assert "梧桐树下讲故事" in html
        assert not MessageText.objects.exists()

    def test_html_in_words_stays_words(self, client):
        words = '{link}\n\n"><script>alert(1)</script>'
        html = client.post(TICKET, typed(client, look="1", text_en=words)).content.decode()
        assert "<script>alert" not in html
        assert html.count("<html") == 1  # The letter's own stands escaped in its frame.

    def test_test_goes_to_oneself_and_is_marked(self, client):
        answer = client.post(TICKET, typed(client, test="zh-hans", title_zh="{event}见"))
        assert "Sent to admin@example.org." in answer.content.decode()
        [sent] = mail.outbox
        assert (sent.to, sent.subject.endswith("梧桐树下讲故事见")) == (["admin@example.org"], True)
        assert not MessageText.objects.exists()

    def test_mail_server_that_is_away_is_told_in_words(self, client, settings):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
        html = client.post(TICKET, typed(client, test="en")).content.decode()
        assert "could not be reached" in html

    def test_languages_and_kinds_that_are_not_there(self, client):
        assert client.post(TICKET, typed(client, test="tlh")).status_code == 404
        for kind in ("announcement", "review-asked", "nonsense"):
            url = reverse("message_texts:edit", args=[kind])
            assert client.get(url).status_code == 404

    def test_every_kind_has_its_page(self, client):
        for name, *_rest in client.get(LIST).context["kinds"]:
            assert client.get(reverse("message_texts:edit", args=[name])).status_code == 200


class TestWhoMay:
    SETTINGS = reverse("wagtailsettings:edit", args=["notifications", "messagesettings"])

    @pytest.mark.parametrize("role", StaffRole)
    def test_scopes_change_no_words_of_the_network(self, client, role):
        client.force_login(StaffScopeFactory(role=role).user)
        for url in (LIST, TICKET):
            assert client.get(url).status_code == 302
        client.post(TICKET, {"title_en": "Mine"})
        assert not MessageText.objects.exists()
        hours = MessageSettings.objects.create()
        page = self.SETTINGS + f"{hours.pk}/"
        client.post(page, {"quiet_from": "22:00", "quiet_until": "07:30"})
        hours.refresh_from_db()
        assert str(hours) == "21:00–08:00"

    @pytest.mark.usefixtures("admin")
    def test_superusers_set_the_quiet_hours(self, client):
        page = client.get(self.SETTINGS, follow=True)
        url = page.redirect_chain[-1][0]
        client.post(
            url, {"quiet_from": "22:00", "quiet_until": "07:30", "reminds_week_before": "on"}
        )
        settings = MessageSettings.objects.get()
        assert (f"{settings}", settings.reminds_week_before, settings.reminds_day_before) == (
            "22:00–07:30",
            True,
            False,
        )
