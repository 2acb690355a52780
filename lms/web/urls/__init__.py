"""Addresses of the learner site and the trust desk; include each under any prefix."""
