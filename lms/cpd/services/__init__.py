"""What is written about CPD. Callers hold the person's lock."""
