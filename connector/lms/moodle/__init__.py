"""Moodle over its web services, without a plugin; the only folder that knows Moodle's words."""
