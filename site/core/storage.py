"""Where uploads and made files lie."""

from __future__ import annotations

from django.core.files.storage import Storage, storages


def private_storage() -> Storage:
    """Where files lie that no address leads to: views hand them out to whom they belong.

    To find a file again ask the storage of its field: this one is replaced when settings change.
    """
    return storages["private"]
