"""Text messages leave by whichever gateway is set."""

import json
import urllib.error
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
from django.core import mail

from notifications.services.sms import can_text, send_sms


@pytest.fixture
def gateway(settings):
    """A gateway that writes down what it is asked, and answers with `gateway.status`."""

    class Answer(BaseHTTPRequestHandler):
        def do_POST(self):
            body = self.rfile.read(int(self.headers["Content-Length"]))
            server.asked.append((dict(self.headers), json.loads(body)))
            self.send_response(server.status)
            self.end_headers()

        def log_message(self, *args):
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Answer)
    server.asked, server.status = [], 202
    settings.SMS_GATEWAY = "notifications.services.sms.http_gateway"
    settings.SMS_GATEWAY_URL = f"http://127.0.0.1:{server.server_port}/send"
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield server
    server.shutdown()
    thread.join()
    server.server_close()


def test_gateway_is_asked_in_json(gateway, settings):
    settings.SMS_GATEWAY_TOKEN = "secret"
    send_sms(to="+8613800138000", text="您的入场码")
    [(headers, body)] = gateway.asked
    assert body == {"to": "+8613800138000", "text": "您的入场码"}
    assert headers["Authorization"] == "Bearer secret"


def test_refusal_of_the_gateway_is_an_error(gateway):
    gateway.status = 500
    with pytest.raises(urllib.error.HTTPError):
        send_sms(to="+8613800138000", text="x")


def test_any_function_can_be_the_gateway(settings):
    handed_over = []
    settings.SMS_GATEWAY = f"{__name__}.own_gateway"
    own_gateway.handed_over = handed_over
    send_sms(to="+8613800138000", text="123456")
    assert handed_over == [("+8613800138000", "123456")]


def own_gateway(*, to, text):
    own_gateway.handed_over.append((to, text))


def test_in_development_texts_lie_where_mails_lie():
    send_sms(to="+8613800138000", text="123456 is your code.\nKeep it to yourself.")
    [message] = mail.outbox
    assert message.to == ["+8613800138000@sms.invalid"]
    assert message.subject == "123456 is your code."
    assert message.body == "123456 is your code.\nKeep it to yourself."


def test_without_a_gateway_nobody_is_asked_for_a_phone(settings):
    assert can_text()
    settings.SMS_GATEWAY = ""
    assert not can_text()
