"""Everything that any library logs, down to its debugging lines, as one text."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import StringIO


@contextmanager
def listening() -> Iterator[StringIO]:
    """Write down what is logged inside the block."""
    written = StringIO()
    handler, logger = logging.StreamHandler(written), logging.getLogger()
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.DEBUG)
    try:
        yield written
    finally:
        logger.setLevel(before)
        logger.removeHandler(handler)
