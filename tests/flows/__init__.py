"""Flows on real databases, without a vendor."""
