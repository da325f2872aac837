"""Which language a page speaks, and how it prints dates, times and counts."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from zoneinfo import ZoneInfo

from babel import dates as babel_dates
from flask import Flask, Response, request
from flask_babel import Babel, get_locale

from connector.domain import indonesian
from connector.messages import Language, say
from connector.web.place import here
from connector.web.public import is_public
from connector.web.translation import _

COOKIE = "simpul_language"
LANGUAGES: tuple[Language, ...] = ("id", "en")
COOKIE_SECONDS = 365 * 24 * 3600


def install(app: Flask) -> None:
    """Join Flask-Babel, the language cookie and the printing filters."""
    Babel(app, locale_selector=select)
    app.after_request(_remember)
    app.jinja_env.filters.update(
        day=day,
        days=days,
        decimal=decimal,
        grouped=grouped,
        hour=hour,
        lately=lately,
        moment=moment,
        zone_label=indonesian.zone_label,
    )


def select() -> Language:
    """`?lang=` wins and is remembered; then the cookie; then what the office set.

    A public page keeps no cookie: there the browser's own language comes second.
    """
    if is_public(request.path):
        wish = request.args.get("lang") or request.accept_languages.best_match(LANGUAGES)
        return "en" if wish == "en" else "id" if wish == "id" else here().settings.language
    for wish in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if wish in LANGUAGES:
            return wish
    return here().settings.language


def _remember(response: Response) -> Response:
    wish = request.args.get("lang")
    if wish in LANGUAGES and not is_public(request.path):
        set_language(response, wish)
    return response


def set_language(response: Response, wish: Language) -> None:
    """Keep the choice for a year."""
    response.set_cookie(
        COOKIE,
        wish,
        max_age=COOKIE_SECONDS,
        secure=here().settings.base_url.startswith("https://"),
        httponly=True,
        samesite="Lax",
    )


def spoken() -> Language:
    """Return the language of this answer."""
    locale = get_locale()
    return "en" if locale is not None and locale.language == "en" else "id"


SYSTEMS = {"moodle": "lms", "zoom": "meetings"}
"""Service that a remote error names → the system whose words fit."""

SYSTEM_NAMES = {"lms": "Moodle", "meetings": "Zoom"}
"""What the office calls a system; the same in both languages."""


def sentence(code: str, params: Mapping[str, str | int], system: str = "") -> tuple[str, str]:
    """Return (what happened, what to do) for a code, in the language of this answer.

    `system` (`lms`, `meetings`) prefers the words of the vendor that raised the code.
    """
    words = {
        name: SYSTEM_NAMES.get(str(value), value) if name == "system" else value
        for name, value in params.items()
    }
    system = system or SYSTEMS.get(str(params.get("service", "")), "")
    return say(here().catalogue, code, words, spoken(), system)


_ENGLISH_MONTHS = babel_dates.get_month_names("wide", locale="en")
"""By number from 1."""
_ENGLISH_DAYS = babel_dates.get_day_names("wide", locale="en")
"""By number, Monday 0, as `date.weekday()` counts."""


def day(value: date, *, weekday: bool = False) -> str:
    """`Senin, 5 Agustus 2024` or `Monday, 5 August 2024`."""
    if spoken() == "id":
        return indonesian.long_date(value, weekday=weekday)
    written = f"{value.day} {_ENGLISH_MONTHS[value.month]} {value.year}"
    return f"{_ENGLISH_DAYS[value.weekday()]}, {written}" if weekday else written


def days(first: date, last: date) -> str:
    """`5–9 Agustus 2024`, whatever the months and years of its ends."""
    if first == last:
        return day(first)
    if (first.year, first.month) == (last.year, last.month):
        return f"{first.day}–{day(last)}"
    if first.year == last.year:
        return f"{day(first).rsplit(' ', 1)[0]} – {day(last)}"
    return f"{day(first)} – {day(last)}"


def hour(value: datetime, zone: str) -> str:
    """`08.00` (Indonesian) or `08:00` in that zone, without its label."""
    local = value.astimezone(ZoneInfo(zone))
    written = indonesian.clock_time(local.time())
    return written if spoken() == "id" else written.replace(".", ":")


def moment(value: datetime, zone: str | None = None) -> str:
    """Day, time and zone label: `5 Agustus 2024 08.00 WIB`."""
    place = zone or here().office.zone
    local = value.astimezone(ZoneInfo(place))
    return f"{day(local.date())} {hour(value, place)} {indonesian.zone_label(place)}"


def lately(value: datetime, zone: str | None = None) -> str:
    """`today 08.14 WIB` on the day itself, else like `moment`."""
    place = zone or here().office.zone
    local, now = value.astimezone(ZoneInfo(place)), here().office.clock()
    if local.date() != now.astimezone(ZoneInfo(place)).date():
        return moment(value, zone)
    time = f"{hour(value, place)} {indonesian.zone_label(place)}"
    return _("today %(time)s", time=time)


def decimal(value: Decimal) -> str:
    """`2,5` or `2.5`, without trailing zeros."""
    written = indonesian.decimal_comma(value)
    return written if spoken() == "id" else written.replace(".", "").replace(",", ".")


def grouped(number: str) -> str:
    """`869 8592 4632`: a meeting's number as Zoom prints it; anything else stays as it is."""
    if not number.isdecimal() or not 9 <= len(number) <= 11:
        return number
    middle = len(number) - 4
    return f"{number[:3]} {number[3:middle]} {number[middle:]}"
