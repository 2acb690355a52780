"""Who may open and change what: every address, every role, every action, two trusts side by side."""
