"""One process of a race: waits for the word, then presses one button of the running site once.

Usage: python press.py URL PATH COOKIE TOKEN; a line on standard input is the word. Prints the status.
"""

from __future__ import annotations

import http.client
import sys
from urllib.parse import urlencode, urlsplit


def main(url: str, path: str, cookie: str, token: str) -> None:
    address = urlsplit(url)
    connection = http.client.HTTPConnection(address.hostname or "", address.port, timeout=60)
    connection.connect()
    print("ready", flush=True)
    sys.stdin.readline()
    connection.request(
        "POST",
        path,
        body=urlencode({"csrfmiddlewaretoken": token}),
        headers={
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
            "Referer": url,
        },
    )
    print(connection.getresponse().status, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
