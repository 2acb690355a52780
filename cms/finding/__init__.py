"""Finding things on the public site: an index of its pages and of frameworks, and the page that asks it."""
