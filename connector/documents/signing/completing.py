"""Runs the library's coroutines to their end from ordinary code."""

import asyncio
from collections.abc import Coroutine
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

_T = TypeVar("_T")


def complete(work: Coroutine[Any, Any, _T]) -> _T:
    """Return what a coroutine comes to.

    A loop that runs in this thread already (a caller's own) allows no second one: the work then
    gets a thread of its own.
    """
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return asyncio.run(work)
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, work).result()
