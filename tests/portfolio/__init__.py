"""What a doctor keeps to show for themselves."""
