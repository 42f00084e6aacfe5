"""ClaimReview as it is met in the wild → records, and what becomes of them. Only external.py knows a database.

reading.py    files and directories → reviews, and of everything else the reason why it is none
files.py      files → JSON texts, whatever they are wrapped in
texts.py      JSON texts of any size → values, of which some are broken
nodes.py      what a member holds, however it was written
reviews.py    a ClaimReview → a Review
addresses.py  web addresses as people type them
records.py    what reading gives
fates.py      what became of a record
external.py   other publishers' checks, kept for editors
"""
