"""A stateful imitation of Zoom's REST API on loopback, for demo and tests."""

from connector.sandbox.zoom.calling import Attempt, Delivery, Subscription, SubscriptionRefused
from connector.sandbox.zoom.calls import Call
from connector.sandbox.zoom.classes import Attendee
from connector.sandbox.zoom.legs import Leg
from connector.sandbox.zoom.oauth import Credentials
from connector.sandbox.zoom.oddities import Oddities
from connector.sandbox.zoom.rooms import JoinRefused, Room
from connector.sandbox.zoom.rules import Rules
from connector.sandbox.zoom.server import SandboxZoom
from connector.sandbox.zoom.state import BASIC, LICENSED, SEED, SandboxUser

__all__ = [
    "BASIC",
    "LICENSED",
    "SEED",
    "Attempt",
    "Attendee",
    "Call",
    "Credentials",
    "Delivery",
    "JoinRefused",
    "Leg",
    "Oddities",
    "Room",
    "Rules",
    "SandboxUser",
    "SandboxZoom",
    "Subscription",
    "SubscriptionRefused",
]
