"""A stateful imitation of Zoom's REST API on loopback, for demo and tests."""

from connector.sandbox.zoom.calls import Call
from connector.sandbox.zoom.classes import Attendee
from connector.sandbox.zoom.oauth import Credentials
from connector.sandbox.zoom.rules import Rules
from connector.sandbox.zoom.server import SandboxZoom
from connector.sandbox.zoom.state import BASIC, LICENSED, SEED, SandboxUser

__all__ = [
    "BASIC",
    "LICENSED",
    "SEED",
    "Attendee",
    "Call",
    "Credentials",
    "Rules",
    "SandboxUser",
    "SandboxZoom",
]
