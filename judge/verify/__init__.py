"""What an author must have right: `judge verify`.

    plan       what has to be run: files, mutants and impostors, on seeds and in environments
    pool       runs it, in processes that each have launchers of their own
    findings   what came of it, in values that `show` and `document` turn into text and JSON

The other modules each hold one check: of files, statements, data, impostors, mutants, margins, redundancy and limits.
"""
