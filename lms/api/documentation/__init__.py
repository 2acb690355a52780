"""What the published description of the interface says: words and examples, kept out of the views."""
