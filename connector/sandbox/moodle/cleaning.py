"""Moodle's cleaning of single values by PARAM type, and PHP's idea of tags, e-mail and formats."""

from __future__ import annotations

import re

PLUGINS_AUTH = frozenset(
    {
        "db", "email", "ldap", "lti", "manual", "mnet", "nologin", "none", "oauth2",
        "shibboleth", "webservice",
    }
)  # fmt: skip
"""Authentication plugins in the code of a standard site, switched on or not."""

INTERNAL_AUTH = frozenset({"db", "email", "manual", "nologin", "none"})
"""Plugins whose passwords Moodle keeps, so that creating needs one (db: internal by default)."""

_COUNTRY_CODES = (
    "AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO "
    "BQ BR BS BT BV BW BY BZ CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ "
    "DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD GE GF GG GH GI GL GM GN GP "
    "GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG "
    "KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML "
    "MM MN MO MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE "
    "PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL "
    "SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM "
    "US UY UZ VA VC VE VG VI VN VU WF WS XK YE YT ZA ZM ZW"
)

COUNTRIES = frozenset(_COUNTRY_CODES.split())

_INTEGER = re.compile(r"\s*([+-]?[0-9]+)")

_TIMEZONE = re.compile(
    r"(([+-]?(0?[0-9](\.[5|0])?|1[0-3](\.0)?|1[0-2]\.5))|(99)|[^\W_]+(/?[A-Za-z_-])+)"
)

_STRIPPED = {
    "alpha": r"[^a-zA-Z]",
    "alphaext": r"[^a-zA-Z_-]",
    "alphanum": r"[^a-zA-Z0-9]",
    "alphanumext": r"[^a-zA-Z0-9_-]",
    "safedir": r"[^a-zA-Z0-9_-]",
}

_EMAIL = re.compile(
    r"[a-zA-Z0-9.!#$%&'*+/=?^_`{|}~-]+@"
    r"[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?"
    r"(?:\.[a-zA-Z0-9](?:[a-zA-Z0-9-]{0,61}[a-zA-Z0-9])?)+"
)


def clean(value: str, kind: str, languages: tuple[str, ...] = ("en",)) -> str | int:
    """Clean a value as clean_param does; what differs from the given one is then refused."""
    if kind == "int":
        return php_integer(value)
    if kind in _STRIPPED:
        return re.sub(_STRIPPED[kind], "", value)
    if kind == "username":
        return re.sub(r"[^-.@_a-z0-9]", "", value.strip().lower())
    if kind in ("notags", "text"):
        return strip_tags(value)
    if kind == "raw_trimmed":
        return value.strip(" \t\n\r\0\x0b")
    if kind == "auth":
        return value if value in PLUGINS_AUTH else ""
    if kind == "lang":
        return value if value in languages else ""
    if kind == "theme":
        return value if value in ("boost", "classic") else ""
    if kind == "timezone":
        return value if _TIMEZONE.fullmatch(value) else ""
    if kind == "component":
        fits = re.fullmatch(r"[a-z][a-z0-9]*(_[a-z][a-z0-9_]*)?[a-z0-9]+", value)
        return value if fits and "__" not in value else ""
    if kind == "plugin":
        return value if re.fullmatch(r"[a-z](?:[a-z0-9_](?!__))*[a-z0-9]+", value) else ""
    if kind == "file":
        return re.sub(r"[\x00-\x1f\x7f&<>\"`|':\\/]", "", value).replace("..", "").lstrip(".")
    if kind == "raw":
        return value.replace("\0", "")
    raise ValueError(f"cleaning type {kind} is not known to the sandbox")


def php_integer(value: str) -> int:
    """PHP's (int): leading digits count, the rest is dropped, nothing readable is 0."""
    match = _INTEGER.match(value)
    number = int(match.group(1)) if match else 0
    return max(-(2**63), min(2**63 - 1, number))


def strip_tags(value: str) -> str:
    """PHP's strip_tags: a `<` before a space is text, any other opens a tag to `>` or the end."""
    return re.sub(r"<(?!\s)[^>]*(?:>|$)", "", value)


def is_email(value: str) -> bool:
    """Moodle's validate_email, which is PHPMailer's: a domain with a dot, ASCII, 64 + 255 long."""
    local, _, domain = value.rpartition("@")
    if not _EMAIL.fullmatch(value) or len(local) > 64 or len(domain) > 255:
        return False
    return not (local.startswith(".") or local.endswith(".") or ".." in local)


def format_string(value: str) -> str:
    """What names become on their way out: bare `&`, `<` and `>` are escaped."""
    escaped = re.sub(r"&(?![a-zA-Z0-9#]{1,8};)", "&amp;", value)
    return strip_tags(escaped).replace("<", "&lt;").replace(">", "&gt;")


def clean_html(value: str, text_format: int = 1) -> str:
    """What a text becomes on its way out: HTML without scripts, stray `&` and `<` escaped.

    Format 0 (Moodle's own) also turns line ends into breaks.
    """
    value = re.sub(r"(?is)<(script|style)\b.*?(?:</\1\s*>|$)", "", value)
    value = re.sub(r"&(?![a-zA-Z0-9#]{1,8};)", "&amp;", value)
    value = re.sub(r"<(?![a-zA-Z/!])", "&lt;", value)
    return value.replace("\n", "<br />\n") if text_format == 0 else value
