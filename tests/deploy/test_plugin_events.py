"""What the plugin listens to is what it can tell, and what it tells has words for people."""

import re
from pathlib import Path

from webhooks.moodle import events

PLUGIN = Path(__file__).parents[2] / "deploy" / "moodle" / "local_simpul"


def heard() -> list[str]:
    """Return the events that Moodle is asked to tell the plugin of."""
    text = (PLUGIN / "db" / "events.php").read_text()
    return re.findall(r"^ +'\\([a-z_\\]+)',$", text, re.MULTILINE)


def told() -> dict[str, str]:
    """Return event → type of the message about it."""
    text = (PLUGIN / "classes" / "news.php").read_text()
    return dict(re.findall(r"^ +'([a-z_\\]+)' => '(moodle\.[a-z_]+)',$", text, re.MULTILINE))


def test_every_event_that_is_heard_is_told_and_no_other() -> None:
    assert sorted(heard()) == sorted(told())
    assert len(set(heard())) == len(heard()) > 20


def test_our_side_knows_every_type_that_is_told() -> None:
    known = Path(events.__file__).read_text()
    assert [name for name in {*told().values(), "moodle.test"} if f'"{name}"' not in known] == []


def test_every_type_has_words_on_the_page_of_what_waits() -> None:
    words = (PLUGIN / "lang" / "id" / "local_simpul.php").read_text()
    keys = {"type" + name.removeprefix("moodle.").replace("_", "") for name in told().values()}
    assert [key for key in keys if f"$string['{key}']" not in words] == []
