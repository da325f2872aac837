"""The pages of the office: staff pages and personal addresses; no rules, no remote calls."""

from connector.web.factory import create_web

__all__ = ["create_web"]
