"""The pages of studies, for the people in their teams."""
