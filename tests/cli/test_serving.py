"""Serving ends cleanly, and only once: the forked page process leaves the parent's things alone."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import requests

STORY = """
import contextlib, os, sys
from connector import app
from connector.settings import read_settings

@contextlib.contextmanager
def noted():
    try:
        yield
    finally:
        with open(sys.argv[1], "a") as ends:
            ends.write(f"{os.getpid()}\\n")

if len(sys.argv) > 2:
    app.PageServer.load = lambda self: {}["no pages today"]
with noted():
    app.serve(read_settings(), with_worker=True)
"""
"""A process with something open while it serves, as the demo has its sandboxes."""


def serving(tmp_path: Path, port: int, *more: str) -> subprocess.Popen[bytes]:
    environment = {
        **os.environ,
        "SIMPUL_HOME": str(tmp_path),
        "SIMPUL_SECRET_KEY": "k" * 43,
        "SIMPUL_LISTEN": f"127.0.0.1:{port}",
    }
    command = [sys.executable, "-c", STORY, str(tmp_path / "ends"), *more]
    return subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)


def wait_until_served(port: int) -> None:
    for _ in range(300):
        try:
            requests.get(f"http://127.0.0.1:{port}/login", timeout=5)
        except requests.ConnectionError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("no page within 30 seconds")


def test_an_interrupt_ends_what_was_open_once_and_in_the_parent(
    tmp_path: Path, unused_port: int
) -> None:
    with serving(tmp_path, unused_port) as process:
        try:
            wait_until_served(unused_port)
            process.send_signal(signal.SIGINT)
            assert process.wait(25) == 0  # a page process that hangs is killed after 30
        finally:
            process.kill()
    assert (tmp_path / "ends").read_text().split() == [str(process.pid)]


def test_pages_that_cannot_be_made_end_the_server_instead_of_being_tried_for_ever(
    tmp_path: Path, unused_port: int
) -> None:
    with serving(tmp_path, unused_port, "broken") as process:
        try:
            assert process.wait(25) != 0
        finally:
            process.kill()
