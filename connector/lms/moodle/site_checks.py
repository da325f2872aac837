"""Judges what our plugin tells of a Moodle site: limits, rights, roles, cron; pure, no call."""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from connector.domain.people import Role
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.plugin_package import shipped_version
from connector.lms.moodle.plugin_values import SiteFacts, SiteRole
from connector.lms.moodle.rights import NEEDED, PROVEN_BY_WRITING, PURPOSES
from connector.reconcile.checks import Check

CRON_LATE, CRON_STOPPED = 5, 60
"""Minutes since Moodle's cron ran: it should every minute, and without it nothing is delivered
once the page that caused it is answered."""

FORM_SHARE = 1.42
"""A file in a call is base64 (4/3) in a form, where `+` and `/` take three characters each."""

MEGABYTE = 1024 * 1024

ARCHETYPES: Mapping[Role, str] = {
    Role.PARTICIPANT: "student",
    Role.INSTRUCTOR: "editingteacher",
    Role.COMPANION: "teacher",
    Role.ORGANISER: "teacher",
}
"""What a role of the site is like that suits each place in a training."""

LEARNERS = frozenset({"student", "guest", "user", "frontpage"})
"""Archetypes that teach nothing; a role without archetype (made by hand) may do either."""


def told(facts: SiteFacts, options: MoodleOptions, now: datetime) -> Iterator[Check]:
    """Say what the plugin tells, one line a fact."""
    yield version(facts, shipped_version())
    yield from rights(facts)
    yield from limits(facts, options)
    yield from roles(facts, options)
    yield cron(facts, now)
    if facts.emails_unique:
        yield Check(True, "emails_unique")
    else:
        yield Check(None, "emails_shared")
    if not (facts.webservices_enabled and facts.rest_enabled):  # somebody is closing the door
        yield Check(False, "moodle_webservices_off")


def version(facts: SiteFacts, shipped: int | None) -> Check:
    """Compare the installed plugin with the one we would hand out."""
    known: dict[str, str | int] = {"release": facts.plugin_release, "version": facts.plugin_version}
    if shipped is None or facts.plugin_version == shipped:
        return Check(True, "plugin_there", known)
    newer = facts.plugin_version > shipped
    return Check(None, "plugin_newer" if newer else "plugin_old", {**known, "shipped": shipped})


def rights(facts: SiteFacts) -> Iterator[Check]:
    """Name each right and whether the service account has it for the whole site."""
    for one in facts.capabilities:
        right = {"capability": one.name}
        if one.held:
            yield Check(True, "capability_there", right)
        elif one.name in NEEDED:
            yield Check(False, "capability_unheld", right)
        else:
            yield Check(None, PURPOSES.get(one.name, "capability_unheld"), right)
    listed = {one.name for one in facts.capabilities}
    for name in PROVEN_BY_WRITING:
        if name not in listed:
            yield Check(None, "capability_by_writing", {"capability": name})


def limits(facts: SiteFacts, options: MoodleOptions) -> Iterator[Check]:
    """Compare PHP's limits with our largest call and our largest file."""
    fields = {"limit": facts.max_input_vars, "fields": options.fields_per_call}
    if facts.max_input_vars < options.fields_per_call:
        yield Check(False, "input_limit_low", fields)
    else:
        yield Check(True, "input_limit_known", fields)
    largest = -(-options.largest_file // MEGABYTE)
    if facts.post_max_size <= 0:  # PHP: 0 or less is no limit
        yield Check(True, "post_limit_none")
        return
    fits = int(facts.post_max_size / FORM_SHARE / MEGABYTE)
    sizes = {"limit": facts.post_max_size // MEGABYTE, "fits": fits, "largest": largest}
    small = facts.post_max_size < options.largest_file * FORM_SHARE
    yield Check(None, "post_limit_small", sizes) if small else Check(True, "post_limit_fits", sizes)


def roles(facts: SiteFacts, options: MoodleOptions) -> Iterator[Check]:
    """Hold the role numbers of the settings against the site's own."""
    known = {one.id: one for one in facts.roles}
    for role, number in options.roles.items():
        named: dict[str, str | int] = {
            "setting": f"SIMPUL_MOODLE_ROLE_{role.value.upper()}",
            "role_id": number,
            "right": _right_number(role, facts),
        }
        there = known.get(number)
        if there is None:
            yield Check(False, "role_unknown", named)
            continue
        named["name"] = there.name or there.shortname
        if not _suits(role, there):
            yield Check(False, "role_unfit", named)
        elif not there.assignable:
            yield Check(False, "role_not_assignable", named)
        else:
            yield Check(True, "role_fits", named)


def cron(facts: SiteFacts, now: datetime) -> Check:
    """Tell how long ago Moodle's own clockwork ran."""
    if not facts.cron_last_run:
        return Check(False, "cron_never")
    minutes = minutes_since(facts.cron_last_run, now)
    if minutes > CRON_STOPPED:
        return Check(False, "cron_stopped", {"minutes": minutes})
    if minutes > CRON_LATE:
        return Check(None, "cron_late", {"minutes": minutes})
    return Check(True, "cron_runs", {"minutes": minutes})


def minutes_since(seconds: int, now: datetime) -> int:
    """Return whole minutes since a moment in epoch seconds, 0 for one that is still to come."""
    return max(0, int((now - datetime.fromtimestamp(seconds, UTC)).total_seconds() // 60))


def _suits(role: Role, there: SiteRole) -> bool:
    if role is Role.PARTICIPANT:
        return there.archetype in ("", "student")
    return there.archetype not in LEARNERS


def _right_number(role: Role, facts: SiteFacts) -> str:
    """Return the number (and name) of the role that Moodle itself has for this; "?" for none."""
    wanted = ARCHETYPES[role]
    alike = [one for one in facts.roles if one.archetype == wanted]
    best = sorted(alike, key=lambda one: (one.shortname != wanted, not one.assignable, one.id))
    return str(best[0].id) if best else "?"
