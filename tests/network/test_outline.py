from datetime import date

import pytest

from network.choices import BranchKind
from network.services.outline import outline, walk
from network.services.tree import place
from tests.factories.network import BranchFactory

pytestmark = pytest.mark.django_db

TODAY = date(2026, 5, 4)


def shown():
    """Each branch with its depth, from top to bottom."""
    return [(node.depth, node.branch) for node in walk(outline(on=TODAY))]


def test_tree_lists_the_central_library_first_then_by_pinyin():
    city = BranchFactory(name_zh="长图")
    south = BranchFactory(parent=city, name_zh="城南分馆")
    north = BranchFactory(parent=city, name_zh="城北分馆")
    central = BranchFactory(parent=city, name_zh="总馆", kind=BranchKind.CENTRAL)
    village = BranchFactory(parent=south, name_zh="安村阅书房")

    assert shown() == [(0, city), (1, central), (1, north), (1, south), (2, village)]


def test_branch_stands_where_it_stands_on_that_day():
    city = BranchFactory()
    district = BranchFactory(parent=city)
    village = BranchFactory(parent=district)
    place(village, city, on=TODAY)
    place(district, None, on=date(2026, 5, 5))

    assert sorted(shown(), key=lambda node: node[1].pk) == [(0, city), (1, district), (1, village)]


def test_outline_costs_one_statement(django_assert_num_queries):
    city = BranchFactory()
    for _number in range(3):
        BranchFactory(parent=BranchFactory(parent=city))

    with django_assert_num_queries(1):
        assert len(shown()) == 7
