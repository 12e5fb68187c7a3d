"""The network as visitors see it: a tree, the central library first, then by name."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet
from django.utils.formats import number_format
from django.utils.translation import ngettext

from network.choices import BranchKind
from network.models import Branch

INDENT = "\N{EN SPACE}"


@dataclass(frozen=True)
class Node:
    """A branch and what stands right below it; `depth` counts from 0 at the top."""

    branch: Branch
    depth: int
    below: list["Node"]

    @property
    def indented_name(self) -> str:
        """The name, set in by its depth, for lists that know no nesting."""
        return INDENT * self.depth + self.branch.name

    def count_below(self) -> int:
        """How many branches stand below it, at any depth."""
        return sum(1 for _node in self.walk()) - 1

    def walk(self) -> Iterator["Node"]:
        """The node itself and all below it, from top to bottom."""
        yield self
        for node in self.below:
            yield from node.walk()


@dataclass(frozen=True)
class BranchesOfKind:
    """How many branches of one kind there are, as a page shows it."""

    label: str
    figure: str


KIND_WORDS = {
    BranchKind.CENTRAL: lambda n: ngettext("central library", "central libraries", n),
    BranchKind.BRANCH: lambda n: ngettext("branch library", "branch libraries", n),
    BranchKind.READING_ROOM: lambda n: ngettext("reading room", "reading rooms", n),
    BranchKind.SERVICE_POINT: lambda n: ngettext("service point", "service points", n),
    BranchKind.MOBILE_STOP: lambda n: ngettext("mobile stop", "mobile stops", n),
    BranchKind.PARTNER: lambda n: ngettext("partner’s place", "partners’ places", n),
}


def outline(*, on: date) -> list[Node]:
    """The tops of the network with all below them, as it stands on that day."""
    below: dict[int | None, list[Branch]] = defaultdict(list)
    standing: QuerySet[Any] = Branch.objects.standing(on=on)
    for branch in standing:
        below[branch.parent_key].append(branch)

    def nodes(parent_key: int | None, depth: int) -> list[Node]:
        branches = sorted(below[parent_key], key=_order)
        return [Node(branch, depth, nodes(branch.pk, depth + 1)) for branch in branches]

    return nodes(None, 0)


def walk(nodes: list[Node]) -> Iterator[Node]:
    """All nodes from top to bottom."""
    for node in nodes:
        yield from node.walk()


def above(nodes: list[Node]) -> list[tuple[int, int]]:
    """Each branch with each one above it, and with itself, by their keys."""
    return [(below.branch.pk, node.branch.pk) for node in walk(nodes) for below in node.walk()]


def count_kinds(branches: Iterable[Branch]) -> list[BranchesOfKind]:
    """How many of these branches are of each kind; kinds without any are left out."""
    counts = Counter(branch.kind for branch in branches)
    return [
        BranchesOfKind(words(counts[kind]), number_format(counts[kind], force_grouping=True))
        for kind, words in KIND_WORDS.items()
        if kind in counts
    ]


def _order(branch: Branch) -> tuple[bool, str, int]:
    return branch.kind != BranchKind.CENTRAL, branch.sort_key, branch.pk
