"""Published results as files. Nothing leaves that was not published, and no words of anybody."""
