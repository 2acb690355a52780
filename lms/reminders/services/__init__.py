"""What reminders write: planned sends and their deliveries."""
