"""Where the private keys of open waves lie: files in a folder of their own, never the database (ADR 42).

The folder belongs in no backup that is kept for longer than a wave is open. Several web hosts need not share
it: only opening and closing a wave ask for it.
"""

from __future__ import annotations

import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from django.core.exceptions import ImproperlyConfigured

from kernel.conf import setting

SUFFIX = ".key"


class KeyMissing(LookupError):
    """The key of an open wave is not in the folder: its answers cannot be read until it is back."""


def folder() -> Path:
    place = setting("LEADERSHIP_SEAL_FOLDER", "")
    if not place:
        raise ImproperlyConfigured("LEADERSHIP_SEAL_FOLDER says where keys of open survey waves are kept.")
    return Path(place)


def make(wave: uuid.UUID) -> bytes:
    """A new key pair; returns the public half. The private one is on the disk before this returns."""
    private = X25519PrivateKey.generate()
    place = folder()
    place.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = _path(wave)
    handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        os.write(handle, private.private_bytes_raw())
        os.fsync(handle)
    finally:
        os.close(handle)
    _sync(place)
    return private.public_key().public_bytes_raw()


def private_key(wave: uuid.UUID) -> X25519PrivateKey:
    try:
        return X25519PrivateKey.from_private_bytes(_path(wave).read_bytes())
    except (FileNotFoundError, ValueError) as fault:
        raise KeyMissing(str(wave)) from fault


def is_there(wave: uuid.UUID, public: bytes) -> bool:
    """Whether the key of a wave is in the folder, and is the one that its answers are sealed for."""
    try:
        return private_key(wave).public_key().public_bytes_raw() == public
    except KeyMissing:
        return False


def destroy(wave: uuid.UUID) -> None:
    """Write over it, then delete it. A disk may keep what was written over; the folder may lie in memory."""
    path = _path(wave)
    try:
        handle = os.open(path, os.O_WRONLY)
    except FileNotFoundError:
        return
    try:
        os.write(handle, os.urandom(os.fstat(handle).st_size))
        os.fsync(handle)
    finally:
        os.close(handle)
    path.unlink(missing_ok=True)
    _sync(path.parent)


def kept() -> Iterator[uuid.UUID]:
    """The waves that have a key here."""
    place = folder()
    for path in sorted(place.glob(f"*{SUFFIX}")) if place.is_dir() else ():
        try:
            yield uuid.UUID(path.stem)
        except ValueError:
            continue


def _path(wave: uuid.UUID) -> Path:
    return folder() / f"{wave}{SUFFIX}"


def _sync(place: Path) -> None:
    handle = os.open(place, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
