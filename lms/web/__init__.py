"""The learner site and the trust desk."""
