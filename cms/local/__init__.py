"""Starts the site on one machine: a private PostgreSQL and Valkey, the web server and the worker.

Nothing here needs Django; everything it keeps lies under DATA_DIR (``var/``).
"""
