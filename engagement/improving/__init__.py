"""You said, we did: what a trust does because of what its doctors said, and whether it was done."""
