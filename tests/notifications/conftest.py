import pytest

from notifications.services.kinds import Description, Letter, Link, descriptions, kinds


@pytest.fixture
def kind(monkeypatch):
    """Registers kinds of messages for one test: their wording, their description or both."""

    def register(name, word=None, **description):
        word = word or (lambda message, now: Letter(title="News", link=Link("Read", "http://x/")))
        monkeypatch.setattr(kinds, "_entries", {**kinds._entries, name: word})
        if description:
            described = {**descriptions._entries, name: Description(**description)}
            monkeypatch.setattr(descriptions, "_entries", described)

    return register
