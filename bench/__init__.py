"""`make bench`: the product's speed on invented data, beside what the machine itself can do."""
