"""What searching reads: the words of every public claim, in the order of what they weigh."""

from django.db import models

from claims.models.counting import WordCount
from claims.models.record import PublishedClaim


class SearchEntry(models.Model):
    """The words of one public claim, as text.py makes them, separated by spaces.

    Made from the document by search/index.py, with every publication. Each database keeps its full-text index of
    these columns in step by itself: see fulltext.py.
    """

    claim = models.OneToOneField(PublishedClaim, models.CASCADE, primary_key=True, related_name="search_entry")
    headline = models.TextField(help_text="Words and stems of headline and statement, in all languages.")
    names = models.TextField(help_text="Of the names of actors and topics, and of the verdict's summary.")
    rest = models.TextField(help_text="Of context, explanation, quotes and the titles of sources.")
    passages = models.TextField(help_text="The texts that snippets are cut from, a line each: language, tab, text.")

    def __str__(self) -> str:
        return str(self.claim)


class SearchWord(WordCount):
    """A word of headlines, statements, names and summaries: what a mistyped one may have been meant to be."""
