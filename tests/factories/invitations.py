import factory
from factory.django import DjangoModelFactory

from events.choices import InvitationKind
from events.models import Invitation
from tests.factories.events import EventFactory


class InvitationFactory(DjangoModelFactory):
    """Good at once for many people, without a limit or an end of its own."""

    class Meta:
        model = Invitation

    event = factory.SubFactory(EventFactory)
    kind = InvitationKind.PEOPLE
    name = "Readers of the newsletter"


class GroupInvitationFactory(InvitationFactory):
    """For one class of thirty."""

    kind = InvitationKind.GROUP
    name = "Class 3b, Shiyan Primary School"
    places = 30
