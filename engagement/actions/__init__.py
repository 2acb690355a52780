"""What people and the clock do about engagement: one action for each."""
