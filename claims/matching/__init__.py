"""Has this been said, and has it been checked already? From any text to the claims that it may repeat.

words.py      a text → the words by which it is compared, alike in every language
quantities/   the dates and numbers that a text names
index.py      what is kept of each claim: one index of the public record, one of the desk, one of others' checks
entries.py    a document, or a claim of the desk → what is kept of it
ranking.py    which of some claims are likeliest
matching.py   all of this, in order
fusion.py     a second opinion, where an installation has a model that gives one
public.py     what anybody may ask
desk.py       what editors ask, and how the desk's index keeps step
elsewhere.py  what others have checked: for editors, and with an index of its own
sentences.py  a long text → its sentences
"""
