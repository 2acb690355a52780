"""What Wagtail does after each save: bring search and references up to date. Most tests do without."""

AT_ONCE = {"default": {"BACKEND": "django_tasks.backends.immediate.ImmediateBackend"}}
