"""Several PDF files as one that is tagged as they are.

A document of a thousand sheets would take as much memory as its layout needs at once. Parts of it
are set one after the other, and joined here: pages, and the tree that tells screen readers what
stands on them (ISO 32000-2, 14.7).
"""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

import pikepdf


def joined(parts: Iterable[bytes]) -> bytes:
    """The pages of all parts, in their order; title and language are those of the first."""
    parts = iter(parts)
    with pikepdf.open(BytesIO(next(parts))) as whole:
        # The chapters of one part are not those of all.
        if "/Outlines" in whole.Root:
            del whole.Root.Outlines
        for part in parts:
            with pikepdf.open(BytesIO(part)) as further:
                _append(whole, further)
        file = BytesIO()
        whole.save(file, object_stream_mode=pikepdf.ObjectStreamMode.generate)
    return file.getvalue()


def _append(whole: pikepdf.Pdf, further: pikepdf.Pdf) -> None:
    tree, added = whole.Root.StructTreeRoot, further.Root.StructTreeRoot
    first_page, first_key = len(whole.pages), len(tree.ParentTree.Nums) // 2
    # Pages go first: what points to them is then led to the copies.
    whole.pages.extend(further.pages)
    for page in whole.pages[first_page:]:
        page.obj.StructParents = int(page.obj.StructParents) + first_key
    copy = whole.copy_foreign(added)
    for element in copy.K:
        element.P = tree
        tree.K.append(element)
    for index, number in enumerate(copy.ParentTree.Nums):
        # Keys and what they lead to take turns.
        is_key = index % 2 == 0
        tree.ParentTree.Nums.append(int(number) + first_key if is_key else number)
