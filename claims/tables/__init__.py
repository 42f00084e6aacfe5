"""Tables in and out: claims, sources and actors as CSV and XLSX.

files.py reads a file into rows of texts, columns.py and table.py turn rows into what would become of them, imports.py
takes an import from upload to end, export.py writes tables. Every row is looked at before anything is written, and
all of a file is written, or nothing of it.
"""

from claims.tables.actors import Actors
from claims.tables.claims import Claims
from claims.tables.sources import Sources
from claims.tables.table import Table

TABLES: dict[str, type[Table]] = {table.name: table for table in (Claims, Sources, Actors)}

__all__ = ["TABLES", "Table"]
