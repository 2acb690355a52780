"""How each type of activity is shown to a learner and completed."""
