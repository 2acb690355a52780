"""Banks of questions: their kinds, how they are drawn, judged and fixed by publishing, and GIFT files."""
