"""Writing through the interface: actions, and what only the interface needs around them."""
