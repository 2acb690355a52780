"""What leaves the circle of those who may see names: figures, with small groups held back."""
