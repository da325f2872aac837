"""One line an event, `noun verb key=value`; ids only, never a body, an address or a secret."""

import logging
import sys
from typing import Any

import structlog

REMOTE_TEXT = 200
"""Characters of a remote's text that may reach a log; more could carry personal values."""


def configure(*, verbose: bool = False) -> None:
    """Send log lines to standard error, UTC time first; call once, in the command line."""
    structlog.configure(
        processors=[
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.add_log_level,
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(key_order=["timestamp", "level", "event"]),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.DEBUG if verbose else logging.INFO
        ),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    logging.getLogger("werkzeug").setLevel(logging.WARNING)
    logging.getLogger("apscheduler").setLevel(logging.WARNING)


def get(noun: str) -> Any:
    """Return a logger whose lines carry the noun they are about."""
    return structlog.get_logger(about=noun)
