"""`_`, with a type; every sentence of a page passes through here or through a template's `_`."""

import flask_babel


def _(text: str, **values: object) -> str:
    """Return the sentence in the language of this answer, with `%(name)s` filled in."""
    return str(flask_babel.gettext(text, **values))


def ngettext(one: str, many: str, count: int, **values: object) -> str:
    """Return the sentence for a count, with `%(num)s` filled in."""
    return str(flask_babel.ngettext(one, many, count, **values))
