"""What changed between two public documents of one claim: which parts, in words. Pure functions."""

from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from claims import events
from claims.public.words import of_scale

TEXTS = {
    "headline": gettext_lazy("Headline"),
    "statement": gettext_lazy("Statement"),
    "context": gettext_lazy("Context"),
}
FACTS = {
    "language": gettext_lazy("Language"),
    "first_said_on": gettext_lazy("First said on"),
}
LISTS = {
    "topics": gettext_lazy("Topics"),
    "accused": gettext_lazy("Accused"),
    "accusations": gettext_lazy("Who says so"),
    "rebuttals": gettext_lazy("Answers"),
    "reply_requests": gettext_lazy("Right of reply"),
    "evidence": gettext_lazy("Evidence"),
    "events": gettext_lazy("What happened"),
}
KEYED = {
    "actors": gettext_lazy("Names of actors"),
    "sources": gettext_lazy("Sources"),
    "translations": gettext_lazy("Translations"),
}
VERDICT = {
    "summary": gettext_lazy("Summary of the verdict"),
    "explanation_html": gettext_lazy("Explanation"),
    "as_of": gettext_lazy("Evidence as of"),
    "recheck_on": gettext_lazy("Re-check on"),
    "checked_by": gettext_lazy("Checked by"),
    "confirmed_by": gettext_lazy("Confirmed by"),
}


class Change(NamedTuple):
    part: str
    detail: str


def between(old: dict, new: dict) -> list[Change]:
    """The parts in which the two differ, in the order of the page. Both are claims that stand, not notices."""
    old, new = _resolved(old), _resolved(new)
    changes = _of_verdict(old["verdict"], new["verdict"])
    changes += [Change(str(label), _("Reworded")) for name, label in TEXTS.items() if old[name] != new[name]]
    changes += [Change(str(label), _("Changed")) for name, label in FACTS.items() if old[name] != new[name]]
    for labels in (LISTS, KEYED):
        for name, label in labels.items():
            if detail := _counted(old[name], new[name]):
                changes.append(Change(str(label), detail))
    return changes


def _of_verdict(old: dict, new: dict) -> list[Change]:
    changes = []
    if old["rating"] != new["rating"]:
        changes.append(Change(_("Verdict"), f"{of_scale(old['label'])} → {of_scale(new['label'])}"))
    elif (old["label"], old["definition"]) != (new["label"], new["definition"]):
        changes.append(Change(_("Verdict"), _("The same step of the scale, described anew")))
    return changes + [Change(str(label), _("Changed")) for name, label in VERDICT.items() if old[name] != new[name]]


def _counted(old: list | dict, new: list | dict) -> str:
    """How many entries were added, removed and changed. A list has no keys, so a changed entry is one of each."""
    if isinstance(old, dict):
        added, removed = len(new.keys() - old.keys()), len(old.keys() - new.keys())
        changed = sum(old[key] != new[key] for key in old.keys() & new.keys())
    else:
        added = sum(entry not in old for entry in new)
        removed = sum(entry not in new for entry in old)
        changed = min(added, removed)
        added, removed = added - changed, removed - changed
    return ", ".join(
        words
        for number, words in [
            (added, ngettext("%(n)d added", "%(n)d added", added) % {"n": added}),
            (removed, ngettext("%(n)d removed", "%(n)d removed", removed) % {"n": removed}),
            (changed, ngettext("%(n)d changed", "%(n)d changed", changed) % {"n": changed}),
        ]
        if number
    ) or (_("Reordered") if old != new else "")


def _resolved(document: dict) -> dict:
    """The same with sources under their slugs: the short keys may be given anew with every publication."""
    slugs = {key: source["slug"] for key, source in document["sources"].items()}
    cited = {name: document[name] for name in ("accusations", "rebuttals", "evidence")}
    citing = {
        name: [entry | {"source": slugs.get(entry["source"])} for entry in entries]
        for name, entries in (cited | {"events": events.of_document(document)}).items()
    }
    sources = {
        source["slug"]: source | {"derived_from": sorted(slugs[key] for key in source["derived_from"])}
        for source in document["sources"].values()
    }
    return document | citing | {"sources": sources}
