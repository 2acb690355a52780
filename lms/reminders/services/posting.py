"""Handing mails to the mail server over one connection, and saying plainly what became of each."""

from __future__ import annotations

import contextlib
import smtplib
from types import TracebackType
from typing import Any, Self

from django.core.mail import EmailMessage, get_connection

from lms.reminders.enums import Reason


class Refused(Exception):
    """The server will never take this mail."""

    def __init__(self, reason: Reason, said: str) -> None:
        super().__init__(said)
        self.reason = reason


class NotNow(Exception):
    """The server did not take this mail, and may take it later."""


class ServerAway(Exception):
    """There is no server to speak to: no mail can go at present."""


class PostOffice:
    """One connection for many mails, opened when it is first needed and again after any fault."""

    def __init__(self) -> None:
        self._connection: Any = get_connection()
        self._is_open = False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, fault: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def send(self, mail: EmailMessage) -> None:
        self._open()
        try:
            self._connection.send_messages([mail])
        except smtplib.SMTPRecipientsRefused as refused:
            code, said = next(iter(refused.recipients.values()))
            raise self._refusal(code, said, Reason.ADDRESS_REFUSED) from refused
        except smtplib.SMTPDataError as refused:
            raise self._refusal(refused.smtp_code, refused.smtp_error, Reason.MESSAGE_REFUSED) from refused
        except TimeoutError as hanging:
            self.close()
            raise ServerAway(_said(hanging)) from hanging
        except OSError as fault:  # includes every other fault of SMTP
            self.close()
            raise NotNow(_said(fault)) from fault

    def close(self) -> None:
        if self._is_open:
            self._is_open = False
            with contextlib.suppress(OSError):
                self._connection.close()

    def _open(self) -> None:
        if self._is_open:
            return
        try:
            self._connection.open()
        except OSError as fault:
            raise ServerAway(_said(fault)) from fault
        self._is_open = True

    def _refusal(self, code: int, said: bytes | str, reason: Reason) -> Refused | NotNow:
        self.close()
        words = f"{code} {said.decode(errors='replace') if isinstance(said, bytes) else said}"
        return Refused(reason, words) if 500 <= code < 600 else NotNow(words)


def _said(fault: OSError) -> str:
    return f"{type(fault).__name__}: {fault}"
