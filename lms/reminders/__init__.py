"""What will be sent, to whom, when and why; and what was."""
