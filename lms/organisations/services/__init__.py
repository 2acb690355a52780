"""Writing organisations."""

from lms.organisations.services.register import RegisterReport, import_register

__all__ = ["RegisterReport", "import_register"]
