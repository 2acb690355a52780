"""What changes agreements, norms, outcomes and grants to analysts."""
