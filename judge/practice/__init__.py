"""What the history says about the person's practice: how it went, what is due, and what to do now."""
