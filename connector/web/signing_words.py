"""The office's words for signatures: their states, ways of signing, what is typed."""

from connector.documents.signing.base import DirectSigner, SecretKind
from connector.store.signings import SigningState
from connector.web.place import here
from connector.web.translation import _

STATE_MARKS = {
    SigningState.OPEN: "waiting",
    SigningState.SENT: "running",
    SigningState.HANDED: "waiting",
    SigningState.SIGNED: "ok",
    SigningState.REFUSED: "failed",
    SigningState.UNKNOWN: "decision",
}
"""Where a signature stands → which of the five states."""


def state_word(state: SigningState) -> str:
    """Where a signature stands, in words."""
    return {
        SigningState.OPEN: _("waits for its signature"),
        SigningState.SENT: _("being signed"),
        SigningState.HANDED: _("taken along to be signed"),
        SigningState.SIGNED: _("signed"),
        SigningState.REFUSED: _("not signed"),
        SigningState.UNKNOWN: _("nobody knows whether it is signed"),
    }[state]


def signed_by(signer: str) -> str:
    """How an official signs, for who looks at the list."""
    known = here().office.signers.get(signer)
    if known is None:
        return _("this way of signing is not set up here")
    if isinstance(known, DirectSigner):
        return _("signs on this page")
    return _("signs outside: files are downloaded and brought back signed")


def secret_word(kind: SecretKind) -> str:
    """What the field asks for."""
    return _("Passphrase") if kind is SecretKind.PASSPHRASE else _("One-time code (TOTP)")
