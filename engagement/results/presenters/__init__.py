"""Published results in words, for the page, the report and the files alike."""
