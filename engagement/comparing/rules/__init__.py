"""Pure rules: norms, files of norms and outcomes, and what is said of a relation."""
