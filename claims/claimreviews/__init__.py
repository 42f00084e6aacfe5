"""Other people's ClaimReview, as it is met in the wild → records, or the reason why not. No database in here.

reading.py    files and directories → reviews
files.py      files → JSON texts, whatever they are wrapped in
texts.py      JSON texts of any size → values, of which some are broken
nodes.py      what a member holds, however it was written
reviews.py    a ClaimReview → a Review
records.py    what comes out
"""
