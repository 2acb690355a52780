"""The kernel's tables."""

from kernel.models.audit import AuditDetail, AuditEntry, Operation
from kernel.models.files import StoredFile
from kernel.models.outbox import OutboxMessage

__all__ = ["AuditDetail", "AuditEntry", "Operation", "OutboxMessage", "StoredFile"]
