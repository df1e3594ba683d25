"""A corpus of hostile submissions, and what it takes to prove that none of them gets through."""
