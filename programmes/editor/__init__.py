"""The editor of the requirement tree: the form's widget, what it shows, and what it asks of the site."""
