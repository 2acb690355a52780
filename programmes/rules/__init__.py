"""Pure functions: what a draft says, what is wrong with it, what makes two versions the same."""
