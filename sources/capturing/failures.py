"""Why a page could not be fetched, in words for an editor."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Failure(models.TextChoices):
    ADDRESS = "address", _("This is no address that can be fetched. Correct it, or upload a file.")
    PRIVATE = "private", _("The address leads into a private network. Nothing is fetched from there; upload a file.")
    PORT = "port", _("No web page is fetched from such a port. Give another address, or upload a file.")
    HOST = "host", _("There is no server of this name. Check the address.")
    CONNECTION = "connection", _("The server could not be reached. Try again later.")
    CERTIFICATE = "certificate", _("The server could not prove who it is. Save the page yourself and upload it.")
    ANSWER = "answer", _("The server answered with an error. Check the address, or upload a file.")
    REDIRECTS = "redirects", _("The address leads on and on to other addresses. Give the last one.")
    KIND = "kind", _("What is there is not a kind of file that is fetched. Upload it instead.")
    SIZE = "size", _("What is there is larger than what is fetched. Upload it, or a part of it.")
    TIME = "time", _("The server took too long. Try again later, or upload a file.")
    BROKEN = "broken", _("The answer broke off or was damaged. Try again.")
    EMPTY = "empty", _("The answer was empty. Open the page yourself and upload what you see.")
    CUT_SHORT = "cut_short", _("The work was cut short several times. Try again, and tell who runs this site.")
    FAULT = "fault", _("Something went wrong in this program. Try again, and tell who runs this site.")


class FetchFailed(Exception):
    """`detail` is what the other side said, or which host it was: shown beside the failure, not translated."""

    def __init__(self, failure: Failure, detail: str = "") -> None:
        super().__init__(f"{failure.value}: {detail}" if detail else failure.value)
        self.failure = failure
        self.detail = "".join(letter if letter.isprintable() else " " for letter in detail)[:300]
