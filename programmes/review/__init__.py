"""Who has to sign a module or programme before it is published, by when, and who is waited for."""
