"""Envelopes: only the key opens them, and none says anything by its length."""

from __future__ import annotations

import uuid

import pytest
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from engagement.waves.sealing import TooLong, Unreadable, seal, unseal

WAVE = uuid.UUID(int=7)


@pytest.fixture
def private() -> X25519PrivateKey:
    return X25519PrivateKey.generate()


def sealed(private: X25519PrivateKey, content: dict[str, object], *, wave: uuid.UUID = WAVE) -> bytes:
    return seal(content, public=private.public_key().public_bytes_raw(), wave=wave, length=200)


def test_what_was_sealed_comes_out(private: X25519PrivateKey) -> None:
    content = {"s": 3, "a": [1, None, 5], "w": "Gweithio gyda’n gilydd – ŵ"}

    assert unseal(sealed(private, content), private=private, wave=WAVE) == content


def test_all_are_as_long_as_one_another(private: X25519PrivateKey) -> None:
    lengths = {len(sealed(private, {"w": "ŵ" * number})) for number in (0, 1, 40, 95)}

    assert len(lengths) == 1


def test_the_same_words_never_look_the_same(private: X25519PrivateKey) -> None:
    assert sealed(private, {"a": [1]}) != sealed(private, {"a": [1]})


def test_what_does_not_fit_is_refused(private: X25519PrivateKey) -> None:
    with pytest.raises(TooLong):
        sealed(private, {"w": "x" * 200})


def test_another_key_opens_nothing(private: X25519PrivateKey) -> None:
    with pytest.raises(Unreadable):
        unseal(sealed(private, {"a": [1]}), private=X25519PrivateKey.generate(), wave=WAVE)


def test_an_envelope_of_another_wave_is_none_of_this_one(private: X25519PrivateKey) -> None:
    envelope = sealed(private, {"a": [1]}, wave=uuid.UUID(int=8))

    with pytest.raises(Unreadable):
        unseal(envelope, private=private, wave=WAVE)


def test_a_changed_envelope_is_refused(private: X25519PrivateKey) -> None:
    envelope = bytearray(sealed(private, {"a": [1]}))
    envelope[-1] ^= 1

    with pytest.raises(Unreadable):
        unseal(bytes(envelope), private=private, wave=WAVE)
    with pytest.raises(Unreadable):
        unseal(b"short", private=private, wave=WAVE)
