"""What facts amount to under a programme version, and why."""
