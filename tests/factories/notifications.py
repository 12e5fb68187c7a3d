import factory
from factory.django import DjangoModelFactory

from notifications.choices import Channel
from notifications.models import OutboxMessage


class OutboxMessageFactory(DjangoModelFactory):
    """A mail that waits to be sent; `next_attempt_at` decides when."""

    class Meta:
        model = OutboxMessage

    kind = "test-news"
    channel = Channel.EMAIL
    address = factory.Sequence(lambda n: f"reader{n}@example.org")
    language = "en"
    dedupe_key = factory.Sequence(lambda n: f"test-news:{n}")
