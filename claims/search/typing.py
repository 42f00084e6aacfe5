"""What else may have been meant, where nothing is found."""

from claims.search.query import Query


def corrected(query: Query) -> Query | None:
    """The query with each word that no claim holds replaced by the most common of the known words nearest to it."""
    return None
