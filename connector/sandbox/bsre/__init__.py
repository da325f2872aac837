"""A sandbox BSrE Esign Client Service on loopback: `SandboxBsre(port).start()`."""

from connector.sandbox.bsre.server import SandboxBsre
from connector.sandbox.bsre.state import Rules, Signatory

__all__ = ["Rules", "SandboxBsre", "Signatory"]
