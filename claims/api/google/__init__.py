"""The search of Google's Fact Check Tools API (v1alpha1) over this site's claims, so that its clients work unchanged.

parameters.py  what may be asked, and what is ignored
pages.py       the claims found, page by page
answers.py     documents and errors in Google's form
views.py       the endpoint
"""

from claims.api.google.answers import MEDIA_TYPE, body
from claims.api.google.pages import today

__all__ = ["MEDIA_TYPE", "body", "today"]
