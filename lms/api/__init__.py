"""The programming interface: reads through selectors, writes through actions."""
