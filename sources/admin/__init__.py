"""The desk for outlets, sources and the copies kept of them. DeskAdmin is what every table of the desk shares."""

from sources.admin.desk import PLAIN_WORDS, DeskAdmin, Searches
from sources.admin.languages import ByLanguage
from sources.admin.outlets import OutletAdmin
from sources.admin.sources import SourceAdmin

__all__ = ["PLAIN_WORDS", "ByLanguage", "DeskAdmin", "OutletAdmin", "Searches", "SourceAdmin"]
