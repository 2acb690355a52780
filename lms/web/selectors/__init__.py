"""What the learner site and the trust desk show, each page in a fixed number of queries."""
