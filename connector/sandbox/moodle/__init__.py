"""A stand-in for Moodle's web services: a real HTTP server on loopback with its own state."""

from connector.sandbox.moodle.server import CallRecord, SandboxMoodle

__all__ = ["CallRecord", "SandboxMoodle"]
