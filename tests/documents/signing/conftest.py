"""What tests of signing share: a printed page, an authority, a folder with an official's key."""

import socket
from datetime import UTC, datetime
from pathlib import Path

import pytest

from connector.documents.render import render
from connector.documents.signing.local import LocalSigner
from tests.signing_keys import Issued, authority

PRINTED = datetime(2026, 11, 20, 7, 0, tzinfo=UTC)
PAGE = """
#let values = json(bytes(sys.inputs.values))
#set document(title: values.title, date: auto)
#text(size: 20pt)[#values.title]
Nomor: #values.number
#pagebreak()
Mata pelatihan
"""


def printed(folder: Path, **values: str) -> bytes:
    """A paper of two pages, as the product prints them."""
    template = folder / "template"
    template.mkdir(exist_ok=True)
    (template / "page.typ").write_text(PAGE, encoding="utf-8")
    content = {"title": "Surat Tanda Tamat Pelatihan", "number": "001/STTP/2026", **values}
    return render(template, content, created=PRINTED)


@pytest.fixture(scope="session")
def paper(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return printed(tmp_path_factory.mktemp("paper"))


@pytest.fixture(scope="session")
def root() -> Issued:
    return authority()


@pytest.fixture
def keys(tmp_path: Path, root: Issued) -> Path:
    """A folder with the key of `OFFICIAL`."""
    folder = tmp_path / "keys"
    folder.mkdir(mode=0o700)
    root.issue().store(folder)
    return folder


@pytest.fixture
def unused_port() -> int:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port: int = trial.getsockname()[1]
        return port


@pytest.fixture
def signer(keys: Path) -> LocalSigner:
    return LocalSigner(keys)
