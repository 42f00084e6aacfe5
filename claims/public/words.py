"""What readers are told in place of the codes that a public document holds."""

from babel import Locale
from django.utils.translation import get_language, get_language_info, pgettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from claims.models import Publication, PublishedInvolvement
from sources.grades import Credibility, Reliability

Kind = Publication.Kind
Role = PublishedInvolvement.Role

# The scale as it comes, label and definition: shown in the reader's language as long as a newsroom keeps these words.
SCALE = (
    pgettext_lazy("verdict", "True"),
    pgettext_lazy("verdict", "Mostly true"),
    pgettext_lazy("verdict", "Partly true"),
    pgettext_lazy("verdict", "Mostly false"),
    pgettext_lazy("verdict", "False"),
    pgettext_lazy("verdict", "Unproven"),
    pgettext_lazy(
        "verdict", "The evidence shows that the claim is right, and nothing that matters is missing from it."
    ),
    pgettext_lazy("verdict", "The core of the claim is right; it needs clarification or more information."),
    pgettext_lazy("verdict", "Parts of the claim are right, and parts are wrong or cannot be shown."),
    pgettext_lazy("verdict", "The core of the claim is wrong, though something in it is right."),
    pgettext_lazy("verdict", "The evidence shows that the claim is wrong."),
    pgettext_lazy("verdict", "The evidence that can be had neither shows the claim nor refutes it."),
)

STANCES = {
    "denies": _("Denies it"),
    "partly_confirms": _("Partly confirms it"),
    "confirms": _("Confirms it"),
    "declines_to_comment": _("Declines to comment"),
}

OUTCOMES = {
    "waiting": _("No answer had come when this was published."),
    "answered": _("They answered."),
    "declined": _("They declined to answer."),
    "no_answer": _("They did not answer."),
}

# In the order of the page.
BEARINGS = {
    "supports": _("Evidence for the claim"),
    "contradicts": _("Evidence against the claim"),
    "context": _("Context"),
}

LINEAGES = {
    "original": _("First-hand"),
    "derived": _("Repeats other sources"),
    "unknown": _("Not traced yet"),
}

# What a source is there for that is no evidence for or against.
USES = {
    "context": _("context, counted apart"),
    "said": _("no evidence: only where it was said"),
    "happened": _("no evidence: only where it is on record what happened"),
    "traced": _("no evidence itself: others go back to it"),
}

SOURCE_KINDS = {
    "document": _("Document"),
    "page": _("Web page"),
    "statement": _("Statement"),
    "image": _("Image"),
    "dataset": _("Data set"),
}

ACTOR_KINDS = {
    "state": pgettext_lazy("kind of actor", "State"),
    "organisation": _("Organisation"),
    "person": _("Person"),
    "unnamed": _("Unnamed"),
}

KINDS = {
    Kind.FIRST: pgettext_lazy("kind of revision", "First publication"),
    Kind.CORRECTION: pgettext_lazy("kind of revision", "Correction"),
    Kind.CLARIFICATION: pgettext_lazy("kind of revision", "Clarification"),
    Kind.UPDATE: pgettext_lazy("kind of revision", "Update"),
    Kind.WITHDRAWAL: pgettext_lazy("kind of revision", "Withdrawal"),
    Kind.AMENDMENT: pgettext_lazy("kind of revision", "Amendment"),
}

KIND_MEANINGS = {
    Kind.FIRST: _("The claim and its verdict are published for the first time."),
    Kind.CORRECTION: _("Something that was published was wrong. The note says what, and what is right."),
    Kind.CLARIFICATION: _("Something that was published was right, but could be misunderstood."),
    Kind.UPDATE: _("Something new is known, or was added. What was published before was right at its time."),
    Kind.WITHDRAWAL: _(
        "The verdict no longer stands. A notice with the reason takes its place at the same address, "
        "and the earlier revisions stay readable."
    ),
    Kind.AMENDMENT: _(
        "A name was changed, of an actor, a topic or an outlet; or a withdrawn claim now leads to another. The "
        "finding is as it was."
    ),
}

RELIABILITY = {
    Reliability.A: _("Completely reliable"),
    Reliability.B: _("Usually reliable"),
    Reliability.C: _("Fairly reliable"),
    Reliability.D: _("Not usually reliable"),
    Reliability.E: _("Unreliable"),
    Reliability.F: _("Not known: there is no basis to judge it"),
}

CREDIBILITY = {
    Credibility.CONFIRMED: _("Confirmed by other sources"),
    Credibility.PROBABLY_TRUE: _("Probably true"),
    Credibility.POSSIBLY_TRUE: _("Possibly true"),
    Credibility.DOUBTFUL: _("Doubtful"),
    Credibility.IMPROBABLE: _("Improbable"),
    Credibility.CANNOT_BE_JUDGED: _("Not known: there is no basis to judge it"),
}

PARTS = {
    Role.ACCUSER: _("Claims it made"),
    Role.ACCUSED: _("Claims made against it"),
    Role.REBUTTER: _("Claims it answered"),
    Role.DENIER: _("Claims it denied"),
    Role.ANSWERER: _("Claims it answered without denying them"),
}


def of_scale(said: str) -> str:
    """A label or definition of the verdict scale: the newsroom's own text, translated where it is one of ours."""
    return pgettext("verdict", said) if said else ""


def language_name(code: str) -> str:
    """A language in the reader's words: Django's or, where it has none, CLDR's; its code where neither knows it."""
    try:
        return get_language_info(code.lower())["name_translated"]
    except KeyError:
        names = Locale.parse(get_language() or "en", sep="-").languages
        return names.get(code.lower().partition("-")[0], code)


def is_right_to_left(code: str) -> bool:
    try:
        return get_language_info(code.lower())["bidi"]
    except KeyError:
        return code.split("-")[0] in {"ckb", "dv", "ps", "sd", "yi"}
