"""Sign-in: the user, its addresses and second factor (allauth), and the adapter lms uses."""
