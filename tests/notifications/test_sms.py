from django.core import mail

from notifications.services.sms import send_sms

handed_over: list[tuple[str, str]] = []


def gateway(*, to: str, text: str) -> None:
    handed_over.append((to, text))


def test_a_text_goes_to_the_gateway_of_the_settings(settings) -> None:
    settings.SMS_GATEWAY = f"{__name__}.gateway"
    send_sms(to="+8613800138000", text="123456")
    assert handed_over == [("+8613800138000", "123456")]


def test_without_a_gateway_texts_lie_where_mails_lie() -> None:
    send_sms(to="+8613800138000", text="123456 is your code.\nKeep it to yourself.")
    (message,) = mail.outbox
    assert message.to == ["+8613800138000@sms.invalid"]
    assert message.subject == "123456 is your code."
    assert message.body == "123456 is your code.\nKeep it to yourself."
