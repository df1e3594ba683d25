"""A judge that stays: a service of the user's own that keeps runtimes and expected values warm between commands."""
