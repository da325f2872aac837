"""The ten web service functions of the plugin, joined into one table."""

from __future__ import annotations

from collections.abc import Mapping

from connector.sandbox.moodle.calls import Function
from connector.sandbox.moodle.plugin import gradebook, modules, papers, puts, results, site

PLUGIN_FUNCTIONS: Mapping[str, Function] = {
    **site.FUNCTIONS,
    **modules.FUNCTIONS,
    **puts.FUNCTIONS,
    **results.FUNCTIONS,
    **papers.FUNCTIONS,
    **gradebook.FUNCTIONS,
}
