"""The list of claims, quick with a million of them: nothing here goes through them all."""

from typing import ClassVar

from django.contrib import admin, messages
from django.contrib.admin.options import IncorrectLookupParameters
from django.contrib.admin.views.main import ChangeList
from django.contrib.auth import get_user_model
from django.db.models import Exists, OuterRef, QuerySet
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.admin.forms import name_of
from claims.admin.queues import QueueFilter
from claims.matching.index import DESK
from claims.matching.lookup import MOST, look_up
from claims.models import Claim, Topic
from claims.search.query import Unsearchable
from sources.admin import ByLanguage


class ByResearcher(admin.RelatedFieldListFilter):
    """By those who have claims, under the names that the list shows."""

    def field_choices(self, field, request, model_admin):
        people = get_user_model().objects.filter(Exists(Claim.objects.filter(assigned_to=OuterRef("pk"))))
        return [(person.pk, name_of(person)) for person in people.order_by("first_name", "username")]


class ByTopic(admin.SimpleListFilter):
    """Django's own would compare whole claims, so as not to list one twice."""

    title = _("topic")
    parameter_name = "topic"

    def lookups(self, request, model_admin):
        return [(str(topic.pk), topic.name) for topic in Topic.objects.all()]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        if self.value() not in dict(self.lookup_choices):
            raise IncorrectLookupParameters
        on_it = Claim.topics.through.objects.filter(claim=OuterRef("pk"), topic=self.value())
        return queryset.filter(Exists(on_it))


class ListOfClaims(ChangeList):
    """Marks what is overdue among the claims of one page: two queries by their keys, however many pages there are."""

    def get_results(self, request) -> None:
        super().get_results(request)
        self.result_list = list(self.result_list)
        shown = Claim.objects.filter(pk__in=[claim.pk for claim in self.result_list])
        overdue, stale = (set(found) for found in (shown.with_reply_overdue(), shown.past_recheck()))
        for claim in self.result_list:
            told = [(claim in overdue, gettext("Reply overdue")), (claim in stale, gettext("Re-check due"))]
            told += [(claim.is_overdue, gettext("Overdue")), (claim.is_pressing, claim.get_priority_display())]
            claim.marks = [words for holds, words in told if holds]


class LooksUp:
    """For a ModelAdmin: its search asks an index of matching, and is as quick however many rows there are."""

    looked_up_in = DESK
    search_fields: ClassVar = ["pk"]  # that there is a search; by what, its index says

    def get_search_results(self, request, queryset, search_term: str) -> tuple[QuerySet, bool]:
        if not search_term.strip():
            return queryset, False
        try:
            found = look_up(search_term, self.looked_up_in)
        except Unsearchable as fault:
            _tell(request, str(fault))
            return queryset.none(), False
        if len(found) > MOST:
            words = gettext("More than %(most)s claims hold this, and only the newest are listed. Add a word.")
            _tell(request, words % {"most": MOST})
        return queryset.filter(pk__in=found[:MOST]), False


class QuickList(LooksUp):
    """For the ModelAdmin of claims."""

    list_filter: ClassVar = [QueueFilter, "state", ("assigned_to", ByResearcher), "priority", ByTopic, ByLanguage]
    list_select_related: ClassVar = ["assigned_to"]
    sortable_by: ClassVar = ["updated_at"]
    search_help_text = _(
        "Words of headlines, statements and quotes in any language, of notes, and names of actors. Every word must be "
        "there; the last one need not be typed to its end."
    )

    def get_changelist(self, request, **kwargs) -> type[ChangeList]:
        return ListOfClaims

    @admin.display(description=_("due"))
    def marks(self, claim: Claim) -> str:
        """The day, and what presses."""
        marks = format_html_join(" ", '<span class="desk-overdue">{}</span>', ((words,) for words in claim.marks))
        return format_html("{} {}", claim.due_on or "", marks)


def _tell(request: HttpRequest, words: str) -> None:
    """Where there is a page to say it on: a list that completes what is typed has none."""
    if not request.path.endswith("/autocomplete/"):
        messages.warning(request, words)
