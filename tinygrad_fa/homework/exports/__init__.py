"""What a homework is handed out as: notebooks, nbgrader, Gradescope, Classroom 50, paper."""
