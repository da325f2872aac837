"""A sandbox BSrE with our signer on it, and a document to sign; shared by several folders."""

import base64
import functools
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import requests
import typst

from connector.documents.signing.base import Account, Secret, SecretKind
from connector.documents.signing.bsre.client import BsreClient
from connector.documents.signing.bsre.signer import BsreSigner
from connector.http import new_session
from connector.sandbox.bsre import Rules, SandboxBsre
from connector.sandbox.bsre.authority import Authority
from connector.sandbox.bsre.state import INVENTED

ACCOUNT = Account(INVENTED.nik)
PASSPHRASE = Secret(SecretKind.PASSPHRASE, INVENTED.passphrase)

HASTY = (2.0, 1.0)
"""Seconds, (connect, silence), of a client that will not wait for a silence of the sandbox."""


@functools.cache
def document() -> bytes:
    """Two pages."""
    return bytes(typst.compile(b"Surat Tanda Tamat Pelatihan #pagebreak() Mata ajar", format="pdf"))


@functools.cache
def shared_authority() -> Authority:
    """One authority for all tests of a process: keys take their time."""
    return Authority()


@dataclass(frozen=True)
class Place:
    """The service, and us before it."""

    service: SandboxBsre
    signer: BsreSigner

    def post(self, path: str, body: Any, **options: Any) -> requests.Response:
        """Call the service as any client would, with the right login unless told otherwise."""
        options = {"auth": self.service.login, **options}
        timeout = options.pop("timeout", 20)
        return requests.post(self.service.url + path, json=body, timeout=timeout, **options)


@contextmanager
def bsre(
    *, rules: Rules | None = None, timeout: tuple[float, float] | None = None
) -> Iterator[Place]:
    with SandboxBsre(rules=rules, authority=shared_authority()) as service:
        yield Place(service, signer_at(service.url, service.login, timeout))


def signer_at(
    url: str, login: tuple[str, str], timeout: tuple[float, float] | None = None
) -> BsreSigner:
    return BsreSigner(BsreClient(new_session, url, *login, timeout=timeout))


def request_body(**changes: Any) -> dict[str, Any]:
    """A request that is signed, unless something is changed."""
    return {
        "nik": INVENTED.nik,
        "passphrase": INVENTED.passphrase,
        "signatureProperties": [{"tampilan": "INVISIBLE"}],
        "file": [base64.b64encode(document()).decode()],
        **changes,
    }


def everything_an_exception_shows(error: BaseException) -> str:
    """What any reporter could print of it: words, notes, traceback, every local value, causes."""
    shown = [str(error), repr(error), repr(vars(error)), str(error.args)]
    shown += traceback.TracebackException.from_exception(error, capture_locals=True).format()
    for behind in (error.__cause__, error.__context__):
        if behind is not None:
            shown.append(everything_an_exception_shows(behind))
    return "\n".join(shown)
