"""Homework: written once, other numbers for each student, checked at once, graded safely.

A homework is one Python file (`source`) whose questions (`questions`) hold the chain of formulas
that is asked for.  From it come the student's notebook, the teacher's key and the proof that the
homework marks as it should (`proof`).  A student's code runs in a sandbox (`sandbox`) that knows
no answers and only hands back values (`records`); what they are worth is decided outside.
"""
