import factory
from factory.django import DjangoModelFactory

from brands.models import Brand, BrandMatrix, Programme


class BrandMatrixFactory(DjangoModelFactory):
    class Meta:
        model = BrandMatrix

    slug = factory.Sequence(lambda n: f"matrix-{n}")
    name_en = factory.Sequence(lambda n: f"Matrix {n}")
    name_zh = factory.Sequence(lambda n: f"矩阵{n}")


class BrandFactory(DjangoModelFactory):
    class Meta:
        model = Brand

    slug = factory.Sequence(lambda n: f"brand-{n}")
    name_en = factory.Sequence(lambda n: f"Brand {n}")
    name_zh = factory.Sequence(lambda n: f"品牌{n}")


class ProgrammeFactory(DjangoModelFactory):
    class Meta:
        model = Programme

    brand = factory.SubFactory(BrandFactory)
    slug = factory.Sequence(lambda n: f"programme-{n}")
    name_en = factory.Sequence(lambda n: f"Programme {n}")
    name_zh = factory.Sequence(lambda n: f"系列{n}")
