"""Judging while a person works: the keyboard, the file that is saved again and again, and a thread that judges it."""
