"""What the calendar writes: due dates and absences."""
