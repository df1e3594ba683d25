"""Mock interviews: problems chosen, a deadline kept, what was done written down, and a report of it."""
