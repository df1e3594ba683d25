"""Running a submission in a process of its own: the wire, the launcher, the candidate and its confinement."""
