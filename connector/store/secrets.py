"""Seals what the database must not show: the first key encrypts, every key decrypts."""

import base64
import hashlib
import json
from collections.abc import Mapping, Sequence

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from connector.errors import SettingsError


class Secrets:
    """Encrypts with the newest secret key of the settings and decrypts with any of them."""

    def __init__(self, keys: Sequence[str]) -> None:
        """`keys` are the texts of SIMPUL_SECRET_KEY and its predecessors, newest first."""
        if not keys:
            raise SettingsError([("secret_key.missing", "SIMPUL_SECRET_KEY is needed")])
        self._box = MultiFernet([Fernet(_fernet_key(key)) for key in keys])

    def seal(self, text: str) -> str:
        return self._box.encrypt(text.encode()).decode()

    def open(self, sealed: str) -> str:
        """Decrypt; raises SettingsError when none of the keys fits."""
        try:
            return self._box.decrypt(sealed.encode()).decode()
        except InvalidToken as error:
            raise SettingsError(
                [
                    (
                        "SIMPUL_SECRET_KEY",
                        "this database was used with another key; set that one, "
                        "or put it into SIMPUL_OLD_SECRET_KEYS",
                    )
                ]
            ) from error

    def seal_all(self, values: Mapping[str, str]) -> str:
        return self.seal(json.dumps(dict(values), sort_keys=True))

    def open_all(self, sealed: str) -> dict[str, str]:
        return {str(name): str(value) for name, value in json.loads(self.open(sealed)).items()}


def _fernet_key(text: str) -> bytes:
    """Derive the 32 bytes Fernet wants; the settings demand a long random text, not a password."""
    digest = hashlib.sha256(b"simpul secrets\0" + text.encode()).digest()
    return base64.urlsafe_b64encode(digest)
