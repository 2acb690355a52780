"""Finding things on the public site: an index of its pages and of the framework, and the page that asks it."""
