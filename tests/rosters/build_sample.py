"""Writes the shipped sample files anew: `python -m tests.rosters.build_sample`."""

from __future__ import annotations

from pathlib import Path

from connector.rosters import sample

SAMPLE_FOLDER = Path(sample.__file__).parent


def build() -> None:
    for name, content in sample.sample_files(sample.FIXED_MONDAY).items():
        (SAMPLE_FOLDER / name).write_bytes(content)


if __name__ == "__main__":
    build()
