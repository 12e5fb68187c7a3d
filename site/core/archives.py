"""ZIP archives that are the same whenever they are made, such as files of office programs."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EARLIEST = (1980, 1, 1, 0, 0, 0)
"""A ZIP knows no day before."""


def without_times(archive: bytes, *, replaced: Mapping[str, bytes] | None = None) -> bytes:
    """The same archive, packed on no day in particular; some of its files may be replaced."""
    file = BytesIO()
    with ZipFile(BytesIO(archive)) as made, ZipFile(file, "w", ZIP_DEFLATED) as kept:
        for name in made.namelist():
            content = (replaced or {}).get(name)
            info = ZipInfo(name, EARLIEST)
            info.compress_type = ZIP_DEFLATED
            kept.writestr(info, made.read(name) if content is None else content)
    return file.getvalue()
