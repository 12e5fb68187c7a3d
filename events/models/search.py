"""What the search goes by. Both tables follow from the texts of events and can be made again."""

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.functions import Length

from events.models.event import Event


class EventWords(models.Model):
    """The words that an event is found by, as `events.services.finding.search.words` makes them."""

    event = models.OneToOneField(
        Event, on_delete=models.CASCADE, primary_key=True, related_name="search_words"
    )
    words = SearchVectorField()

    class Meta:
        verbose_name = "words of an event"
        verbose_name_plural = "words of events"
        indexes = [GinIndex(fields=["words"], name="event_words")]

    def __str__(self) -> str:
        return str(self.words)


class KnownWord(models.Model):
    """A word that has occurred in an event, to mend what was mistyped."""

    word = models.CharField(max_length=60, unique=True)

    class Meta:
        verbose_name = "known word"
        verbose_name_plural = "known words"
        indexes = [models.Index(Length("word"), name="known_word_length")]

    def __str__(self) -> str:
        return self.word
