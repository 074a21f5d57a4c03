"""What runs inside the sandbox: the standard library alone, sent there as text.

Nothing in here may import the rest of `tinygrad_fa`: it is not there.  A `nursery` that never
runs a student's code waits for orders and forks a child for each question; the child shuts itself
in (`confinement`, `system_calls`), and only then opens what the student handed in (`pupil`).
"""
