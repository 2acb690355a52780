"""The pages of engagement: for whoever is asked, and for those who ask."""
