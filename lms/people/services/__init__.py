"""Writing people, their memberships and their dated histories. Actions call these; none audits by itself."""
