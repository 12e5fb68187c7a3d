"""Places where upper apps hang what lower apps show, filled in each app's `ready()`."""

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

Entry = TypeVar("Entry")


class Registry(Generic[Entry]):
    """Named entries in the order of their registration. Registering a name twice is an error."""

    def __init__(self, label: str) -> None:
        self.label = label
        self._entries: dict[str, Entry] = {}

    def register(self, name: str, entry: Entry) -> None:
        if name in self._entries:
            raise ValueError(f"{self.label}: {name!r} is registered already")
        self._entries[name] = entry

    def __getitem__(self, name: str) -> Entry:
        return self._entries[name]

    def __contains__(self, name: str) -> bool:
        return name in self._entries

    def __iter__(self) -> Iterator[tuple[str, Entry]]:
        return iter(self._entries.items())

    def __call__(self, name: str) -> Callable[[Entry], Entry]:
        """Use as a decorator: `@message_kinds("registration-confirmed")`."""

        def decorate(entry: Entry) -> Entry:
            self.register(name, entry)
            return entry

        return decorate
