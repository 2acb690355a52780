"""How a programme goes, for those who design it: figures over many people, and never who they are."""
