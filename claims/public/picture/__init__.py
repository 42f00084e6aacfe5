"""A picture of a verdict, for where an address is shared. Pure functions from words to PNG."""
