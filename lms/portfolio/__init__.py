"""What a doctor keeps to show for themselves: once, in versions, private until they share it."""
