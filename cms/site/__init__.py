"""Public pages, navigation and the site's own settings."""
