"""Who calls: a token in a header, or the session of somebody signed in on the site."""

from __future__ import annotations

import re
from typing import Any

from django.utils.translation import gettext_lazy as _
from rest_framework import authentication, exceptions

from lms.api.problems import Problem

KEY = re.compile(r"[0-9a-f]{40}")


class TokenAuthentication(authentication.TokenAuthentication):
    """``Authorization: Token ...``. Needs no CSRF token: a browser never sends this header by itself."""

    def authenticate_credentials(self, key: str) -> Any:
        if not KEY.fullmatch(key):
            raise exceptions.AuthenticationFailed
        return super().authenticate_credentials(key)


class SessionAuthentication(authentication.SessionAuthentication):
    """The site's own session. Whoever changes something sends the CSRF token too."""

    def authenticate_header(self, request: Any) -> str:
        return "Session"

    def enforce_csrf(self, request: Any) -> None:
        try:
            super().enforce_csrf(request)
        except exceptions.PermissionDenied as error:
            raise Problem(
                403,
                "csrf_failed",
                _("A request with a session must carry the CSRF token."),
                mend=_("Send it in the header X-CSRFToken, or use a token instead of a session."),
            ) from error
