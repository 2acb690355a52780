"""Views: ask a selector or call an action, and render."""
