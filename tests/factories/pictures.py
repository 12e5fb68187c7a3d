import factory
from factory.django import DjangoModelFactory
from wagtail.images.tests.utils import get_test_image_file

from cms.models import CustomImage


class PictureFactory(DjangoModelFactory):
    """A small white picture."""

    class Meta:
        model = CustomImage

    title = factory.Sequence(lambda n: f"Picture {n}")
    file = factory.Sequence(lambda n: get_test_image_file(f"picture-{n}.png", size=(72, 48)))
