"""Fetching the page behind a source's address and keeping it, as work that waits in a table.

Reading order: models (what was asked), addresses, lines and fetch (getting the bytes, from nowhere private), kinds,
reading (the text in them), keeping (the job), archive (handing the address to a public archive).
"""
