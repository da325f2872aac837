"""Every sentence of `simpul certify` exists in both languages, and every one is said somewhere."""

import re
from pathlib import Path

import connector.cli
from connector.cli.certify_words import CERTIFY
from connector.cli.wording import CLI
from connector.documents.signing.base import SecretKind
from connector.domain.certificates import CertificateKind, CertificateState
from connector.domain.completion import Verdict
from connector.flows.approval_list import RowChange
from connector.store.signings import SigningState

FOLDER = Path(connector.cli.__file__).parent
MADE = {
    "certify_verdict_": Verdict,
    "certify_change_": RowChange,
    "certify_kind_": CertificateKind,
    "certify_signing_": SigningState,
    "certify_certificate_state_": CertificateState,
    "certify_sign_ask_": SecretKind,
}
"""Words whose last part is a value."""


def said() -> set[str]:
    sources = [*FOLDER.glob("certify_steps.py"), *(FOLDER / "commands").glob("*.py")]
    text = "".join(path.read_text(encoding="utf-8") for path in sources)
    whole = set(re.findall(r'"(certify_[a-z_]+)"', text)) - {"certify_archive", "certify_check"}
    made = set(re.findall(r'f"(certify_[a-z_]+_)\{', text))
    assert made == MADE.keys()
    return whole | {start + value.value for start, values in MADE.items() for value in values}


def test_every_word_is_said_and_every_said_one_exists() -> None:
    assert said() == CERTIFY.keys()


def test_no_word_hides_another() -> None:
    for code, wording in CERTIFY.items():
        assert CLI[code] is wording


def test_both_languages_say_the_same_things() -> None:
    fields = re.compile(r"\{([a-z_]+)\}")
    for code, wording in CERTIFY.items():
        assert wording.id, code
        assert wording.en, code
        assert set(fields.findall(wording.id)) == set(fields.findall(wording.en)), code
        assert bool(wording.todo_id) == bool(wording.todo_en), code
