"""The rows of the table, each a function from a stage to what it measured there."""
