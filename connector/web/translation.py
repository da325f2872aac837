"""`_`, with a type; every sentence of a page passes through here or through a template's `_`."""

from flask_babel import gettext


def _(text: str, **values: object) -> str:
    """Return the sentence in the language of this answer, with `%(name)s` filled in."""
    return str(gettext(text, **values))
