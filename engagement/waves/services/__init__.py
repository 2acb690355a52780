"""What changes waves: opening, answering, closing."""
