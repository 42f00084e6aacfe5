"""A request as the server hands it over, before any middleware sees it."""

from django.core.exceptions import SuspiciousOperation
from django.core.handlers.wsgi import WSGIRequest


class Request(WSGIRequest):
    """Takes no charset from a header by which nothing can be read: Django would end in a failure of its own."""

    def _set_content_type_params(self, meta: dict) -> None:
        try:
            super()._set_content_type_params(meta)
        # “rot13” is one for no text, “undefined” one that reads none. Other faults of an address are for whoever
        # reads it to tell.
        except (LookupError, ValueError, SuspiciousOperation):
            self._encoding = None
            self.__dict__.pop("GET", None)
