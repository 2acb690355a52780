"""The site with its seat lock taken out, for the control of the race test."""
