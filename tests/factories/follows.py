import factory
from factory.django import DjangoModelFactory

from events.models import Follow
from tests.events.parties import NOW
from tests.factories.people import UserFactory


class FollowFactory(DjangoModelFactory):
    """Somebody follows since two weeks before the factories' events; say what: `brand=…`."""

    class Meta:
        model = Follow

    user = factory.SubFactory(UserFactory)
    created_at = NOW
    told_until = factory.SelfAttribute("created_at")
