"""Studies of leaders' careers: who was asked, what they said and what follows, for the team's eyes only."""
