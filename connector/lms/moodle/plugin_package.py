"""Packs our plugin for Moodle as the ZIP that Moodle's own installer takes; changes no file.

The sources stand in `deploy/moodle/local_simpul` of a checkout, and beside this module in an
installed package. https://moodledev.io/general/community/plugincontribution/pluginsdirectory:
one folder in the archive, named like the plugin without its type.
"""

import re
import zipfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from connector.errors import ConnectorError
from connector.lms.extension import Extension

FOLDER = "simpul"
"""Of the component `local_simpul`; Moodle puts it below `local`."""

SUFFIXES = frozenset(
    {".css", ".html", ".js", ".map", ".md", ".mustache", ".php", ".png", ".scss", ".svg"}
    | {".txt", ".xml"}
)
"""Files of a plugin; anything else that lies about (editors, version control) stays here."""

PLACES = (
    Path(__file__).parent / "local_simpul",
    Path(__file__).parents[3] / "deploy" / "moodle" / "local_simpul",
)
"""In an installed package, and in a checkout."""

STAMP = (2026, 1, 1, 0, 0, 0)
"""Time of every file in the archive: the same sources give the same bytes."""

_VERSION = re.compile(r"^\$plugin->version\s*=\s*([0-9]{10})\s*;", re.MULTILINE)
_RELEASE = re.compile(r"^\$plugin->release\s*=\s*'([0-9A-Za-z.+-]{1,32})'\s*;", re.MULTILINE)


def package(places: Sequence[Path] = PLACES) -> Extension:
    """Return the plugin as a ZIP; raises ConnectorError where its sources are not whole."""
    root = _sources(places)
    version, release = read_version(root)
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for path in plugin_files(root):
            entry = zipfile.ZipInfo(f"{FOLDER}/{path.relative_to(root).as_posix()}", STAMP)
            entry.external_attr = 0o100644 << 16
            entry.create_system = 3  # the same bytes whatever machine packs
            archive.writestr(entry, path.read_bytes(), zipfile.ZIP_DEFLATED, 9)
    return Extension(f"local_simpul-{release}.zip", release, version, content.getvalue())


def shipped_version(places: Sequence[Path] = PLACES) -> int | None:
    """Return the number of the plugin that we ship; None where its sources are not here."""
    try:
        return read_version(_sources(places))[0]
    except ConnectorError:
        return None


def plugin_files(root: Path) -> list[Path]:
    """List the files that belong to the plugin, in the order they are packed."""
    found = [
        path
        for path in root.rglob("*")
        if path.is_file()
        and path.suffix in SUFFIXES
        and not any(part.startswith(".") for part in path.relative_to(root).parts)
    ]
    return sorted(found, key=lambda path: path.relative_to(root).as_posix())


def read_version(root: Path) -> tuple[int, str]:
    """Return number and release out of `version.php`; raises ConnectorError without them."""
    try:
        text = (root / "version.php").read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConnectorError("plugin_sources_missing") from error
    version, release = _VERSION.search(text), _RELEASE.search(text)
    if version is None or release is None:
        raise ConnectorError("plugin_version_unreadable")
    return int(version[1]), release[1]


def _sources(places: Sequence[Path]) -> Path:
    for place in places:
        if (place / "version.php").is_file():
            return place
    raise ConnectorError("plugin_sources_missing")
