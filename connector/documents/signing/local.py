"""Signs with a key that lies in a folder of this machine: PAdES B-B, or B-T with an authority.

The passphrase is typed for each signature and forgotten with it. `opened` keeps one key open for
a batch that a person runs at a terminal; it is closed with the block.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from connector.clock import utc_now
from connector.documents.signing.base import (
    Account,
    Examined,
    Readiness,
    Reason,
    Secret,
    SecretKind,
)
from connector.documents.signing.keys import ENDING, OpenKey, open_key, read_key_file, refused
from connector.documents.signing.pades import append_signature
from connector.documents.signing.timestamps import TimestampAuthority
from connector.errors import PermanentError


class LocalSigner:
    """A DirectSigner over `folder`: the account NAME signs with the file NAME.p12 in it."""

    name = "local"
    asks: Sequence[SecretKind] = (SecretKind.PASSPHRASE,)

    def __init__(
        self,
        folder: Path,
        authority: TimestampAuthority | None = None,
        clock: Callable[[], datetime] = utc_now,
    ) -> None:
        self._folder, self._authority, self._clock = folder, authority, clock

    def ready(self, account: Account) -> Readiness:
        """Say whether the key file is there and closed to others; only signing opens it."""
        try:
            read_key_file(self._folder, account.name)
        except PermanentError as error:
            return Readiness(False, error.remote_code)
        return Readiness(True)

    def sign(self, pdf: bytes, account: Account, secret: Secret | None, reason: Reason) -> bytes:
        """Return `pdf` with one more signature appended; see `DirectSigner`.

        Raises PermanentError (key, passphrase, certificate, document, a wrong stamp) and
        TemporaryError `tsa_unreachable`; after each of them nothing was signed.
        """
        return self._append(pdf, self._open(account, secret), reason)

    def examine(self) -> Sequence[Examined]:
        """Say how many keys lie in the folder, and whether others can read one of them."""
        names = sorted(path.name.removesuffix(ENDING) for path in self._folder.glob(f"*{ENDING}"))
        states = [self.ready(Account(name)).code for name in names]
        unfit = sum(code != "" for code in states)
        if not names:
            return [Examined(None, "local_keys_none")]
        if unfit:
            return [Examined(False, "local_keys_unfit", {"unfit": unfit, "count": len(names)})]
        return [Examined(True, "local_keys_fit", {"count": len(names)})]

    @contextmanager
    def opened(self, account: Account, secret: Secret) -> Iterator[LocalBatch]:
        """Open a key once for many documents; raises what `sign` raises about keys."""
        batch = LocalBatch(self._open(account, secret), self._append)
        try:
            yield batch
        finally:
            batch.close()

    def _open(self, account: Account, secret: Secret | None) -> OpenKey:
        if secret is None or secret.kind is not SecretKind.PASSPHRASE:
            raise refused("passphrase_missing")
        content = read_key_file(self._folder, account.name)
        return open_key(content, secret.value, now=self._clock())

    def _append(self, pdf: bytes, key: OpenKey, reason: Reason) -> bytes:
        stamp = self._authority.stamp if self._authority else None
        return append_signature(pdf, key, reason, reason.moment or self._clock(), stamp)


class LocalBatch:
    """A DirectSigner whose one key is open already; it looks at neither account nor secret."""

    name = LocalSigner.name
    asks: Sequence[SecretKind] = ()

    def __init__(self, key: OpenKey, append: Callable[[bytes, OpenKey, Reason], bytes]) -> None:
        self._key: OpenKey | None = key
        self._append = append

    def ready(self, account: Account) -> Readiness:
        return Readiness(self._key is not None, "" if self._key else "passphrase_missing")

    def sign(self, pdf: bytes, account: Account, secret: Secret | None, reason: Reason) -> bytes:
        if self._key is None:
            raise refused("passphrase_missing")
        return self._append(pdf, self._key, reason)

    def close(self) -> None:
        """Forget the key."""
        self._key = None
