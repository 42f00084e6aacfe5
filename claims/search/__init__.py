"""Full-text search of the public record: words, phrases, exclusions and prefixes; the same hits on both databases.

query.py      what a reader types → what is looked for
index.py      a public document → the words by which it is found
databases.py  the full text of SQLite and of PostgreSQL: the only place that knows which one it is
finding.py    the claims that a query finds, and their order
typing.py     what else may have been meant, where nothing is found
snippets.py   the words found, marked where they stand
"""
