"""Offers the Prism fixtures to every contract test."""

from tests.contracts.prism import judged_zoom, prism_zoom

__all__ = ["judged_zoom", "prism_zoom"]
