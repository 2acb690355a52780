"""Questions as GIFT, the text in which Moodle and others exchange them; described in docs/gift.md."""
