"""What `doctor` says of a Moodle site: token, functions, rights, limits, plugin. Changes nothing.

Where our plugin is, it tells exactly (`site_checks`); elsewhere what can be tried is tried
(`tried_checks`), and what only a write would prove is said to be unproven.
"""

from collections.abc import Iterator
from datetime import datetime

from connector.errors import RemoteError
from connector.lms.moodle import plugin, site_checks, tried_checks
from connector.lms.moodle.client import MoodleClient
from connector.lms.moodle.delivery_checks import delivery
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.payloads import Site
from connector.lms.moodle.plugin_values import SiteFacts
from connector.lms.moodle.services import (
    ATTEMPTS,
    COPYING,
    OLD_ATTEMPTS,
    READS,
    RESULTS,
    WRITES,
    site_info,
)
from connector.lms.moodle.several import SEVERAL
from connector.reconcile.checks import Check

OLDEST = (4, 5)
"""The oldest release whose web services we have compared with our calls."""


def check(client: MoodleClient, options: MoodleOptions, now: datetime) -> list[Check]:
    """Try everything that can be tried without changing the site; never raises RemoteError."""
    try:
        site = site_info(client)
    except RemoteError as error:
        return [Check(False, error.code, dict(error.params))]
    findings = [Check(True, "site_answers", {"release": site.release or "?"})]
    findings += _release(site)
    findings += _functions(site, options)
    findings += _result_functions(site)
    facts, said = _facts(client, site)
    findings += said
    if facts is None:
        findings += tried_checks.tried(client, site, options)
    else:
        findings += site_checks.told(facts, options, now)
        findings += tried_checks.courses(client, options, inside=False)
        findings += delivery(facts.delivery, options, now)
    return findings


def _facts(client: MoodleClient, site: Site) -> tuple[SiteFacts | None, list[Check]]:
    """Ask our plugin, where it is; say what it would give where it is not."""
    if not plugin.plugin_there(site.functions):
        return None, [Check(None, "plugin_absent")]
    missing = [name for name in plugin.FUNCTIONS if name not in site.functions]
    said = [Check(None, "plugin_function_missing", {"function": name}) for name in missing]
    if plugin.SITE_FACTS in missing:
        return None, said
    try:
        return plugin.site_facts(client), said
    except RemoteError as error:
        return None, [*said, Check(False, error.code, dict(error.params))]


def _release(site: Site) -> Iterator[Check]:
    """Judge `5.1+ (Build: …)`; an unreadable release is said, not refused."""
    numbers = site.release.split(" ")[0].rstrip("+").split(".")[:2]
    if not all(one.isdigit() for one in numbers) or len(numbers) < 2:
        yield Check(None, "release_unknown", {"release": site.release or "?"})
    elif (int(numbers[0]), int(numbers[1])) < OLDEST:
        oldest = ".".join(str(one) for one in OLDEST)
        yield Check(None, "release_old", {"release": site.release, "oldest": oldest})


def _functions(site: Site, options: MoodleOptions) -> Iterator[Check]:
    needed = [*READS, *WRITES, *([COPYING] if options.template else [])]
    missing = [name for name in needed if name not in site.functions]
    for name in missing:
        yield Check(False, "function_missing", {"function": name})
    if not missing:
        yield Check(True, "functions_there", {"count": len(needed)})


def _result_functions(site: Site) -> Iterator[Check]:
    """Name what reading results needs beyond syncing; an office without tests does not."""
    if plugin.GET_RESULTS in site.functions:
        return
    attempts = () if {ATTEMPTS, OLD_ATTEMPTS} & site.functions else (ATTEMPTS,)
    missing = [name for name in (*RESULTS, *attempts) if name not in site.functions]
    for name in missing:
        yield Check(None, "function_for_results", {"function": name})
    if not missing and SEVERAL not in site.functions:
        yield Check(None, "function_for_speed", {"function": SEVERAL})
