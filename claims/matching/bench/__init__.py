"""How good and how quick the matching is: measured on real texts, in a database that is thrown away."""
