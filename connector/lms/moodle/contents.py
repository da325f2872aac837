"""Session links and files that our plugin puts into a course; without it none are wanted.

Ours are known by the idnumber of their module, which begins with `simpul:`; what people put
into the course is never listed and never touched.
"""

import base64
import hashlib
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from urllib.parse import parse_qs, urlsplit

from connector.errors import ConnectorError, PermanentError
from connector.lms.moodle import plugin
from connector.lms.moodle.batches import done, send
from connector.lms.moodle.client import FIXED_FIELDS, MoodleClient
from connector.lms.moodle.groups import lacking, needed
from connector.lms.moodle.options import MoodleOptions
from connector.lms.moodle.plugin_values import NewFile, NewLink, OurModule, PutModule
from connector.lms.moodle.wishes import COURSE, FILE, LINK
from connector.reconcile.changes import Action, Change, Item, Outcome, Result, Value
from connector.reconcile.platform import Bindings

ContentOf = Callable[[str], bytes]
"""SHA-256 of a course file → its bytes; raises ConnectorError where they are gone."""


def no_content(sha256: str) -> bytes:
    """Say that no file is kept anywhere: for a platform without a store behind it."""
    raise ConnectorError("attachment_unknown", number=sha256[:16])


MARKS = {LINK: "simpul:link:", FILE: "simpul:file:"}
"""Start of the idnumber of each kind; modules of ours of another kind are left alone."""

LINKS_PER_CALL = 40
"""Links a call, six fields each: Moodle makes a module in some 30 ms."""

REMOVED_PER_CALL = 100

NEEDED = {
    LINK: (plugin.GET_MODULES, plugin.PUT_LINKS, plugin.REMOVE_MODULES),
    FILE: (plugin.GET_MODULES, plugin.PUT_FILES, plugin.REMOVE_MODULES),
}
"""Functions without which a kind cannot be held."""

JOIN_PATH = "/local/simpul/join.php"

OVERHEAD = 4096
"""Bytes of a body beside the file itself."""


def unable(functions: Collection[str], options: MoodleOptions) -> frozenset[str]:
    """Return the kinds that this site cannot hold, by the functions its token may call.

    A link leads to us with a signature of the shared key: without one it would lead nowhere.
    """
    missing = {kind for kind, needed in NEEDED.items() if not set(needed) <= set(functions)}
    return frozenset(missing if options.keyed else {*missing, LINK})


def module_key(kind: str, key: str) -> str:
    """Return the idnumber of a module: short, and the same for the same item for ever."""
    return MARKS[kind] + hashlib.sha256(key.encode()).hexdigest()[:24]


def content_items(
    wanted: Sequence[Item],
    there: Sequence[OurModule],
    joining: tuple[str, int],
    kinds: Collection[str],
) -> Iterator[Item]:
    """Say which wanted links and files are there, and which of ours nobody wants any more.

    `joining` is the site's address and the course: a link of ours leads to both.
    The second of two modules with one idnumber is not wanted either: a restored copy.
    """
    by_key = {module_key(one.kind, one.key): one for one in wanted}
    for module in sorted(there, key=lambda one: one.cmid):
        kind = _kind_of(module)
        if kind is None or kind not in kinds:
            continue
        wish = by_key.pop(module.key, None)
        yield Item(
            kind,
            wish.key if wish else f"{module.key}#{module.cmid}",
            _link_values(module, *joining) if kind == LINK else _file_values(module),
            label=wish.label if wish else module.name,
            remote_id=str(module.cmid),
        )


def _kind_of(module: OurModule) -> str | None:
    return next((kind for kind, mark in MARKS.items() if module.key.startswith(mark)), None)


def _link_values(module: OurModule, site: str, course: int) -> dict[str, Value]:
    return {
        "name": module.name,
        "details": module.description,
        "session": _session_of(module.address, site, course),
        "visible": module.visible,
    }


def _session_of(address: str, site: str, course: int) -> str:
    """Return the session a link leads into; "" for an address that is not the plugin's there."""
    try:
        parts = urlsplit(address)
        asked = parse_qs(parts.query)
    except ValueError:  # a person may type anything into the address of a link
        return ""
    if address.partition("?")[0] != site + JOIN_PATH or asked.get("course") != [str(course)]:
        return ""
    return asked.get("session", [""])[0]


def _file_values(module: OurModule) -> dict[str, Value]:
    return {
        "name": module.name,
        "file": module.filename,
        "sha256": module.sha256,
        "visible": module.visible,
    }


class ContentWriter:
    """Puts, changes and takes away. Bindings are read before anything is sent."""

    def __init__(
        self,
        client: MoodleClient,
        options: MoodleOptions,
        bindings: Bindings,
        content_of: ContentOf,
    ) -> None:
        self.client = client
        self.options = options
        self.bindings = bindings
        self.content_of = content_of
        self._post_limit: int | None = None

    def write(self, changes: Sequence[Change]) -> Iterator[Sequence[Outcome]]:
        course = self._course(changes)
        if course is None:
            yield [lacking(change, COURSE) for change in changes]
        elif changes[0].action is Action.REMOVE:
            yield from send(changes, REMOVED_PER_CALL, self._remove(course))
        elif changes[0].kind == LINK:
            room = self.options.fields_per_call - 1 - FIXED_FIELDS
            yield from send(changes, min(LINKS_PER_CALL, room // 5), self._put_links(course))
        else:
            yield from send(changes, 1, self._put_file(course))

    def _course(self, changes: Sequence[Change]) -> int | None:
        """Return the training's course; a training has one, and a removal names none."""
        named = needed(self.bindings, changes[0], COURSE)
        found = named or next(iter(self.bindings.all(COURSE).values()), None)
        return None if found is None else int(found)

    def _remove(self, course: int) -> Callable[[Sequence[Change]], list[Outcome]]:
        def remove(batch: Sequence[Change]) -> list[Outcome]:
            """What is gone already is what was wanted."""
            asked = [int(one.remote_id) for one in batch]
            answer = plugin.remove_modules(self.client, course, asked)
            gone = {*answer.removed, *answer.missing}
            return [
                done(one) if int(one.remote_id) in gone else _cut(one, plugin.REMOVE_MODULES)
                for one in batch
            ]

        return remove

    def _put_links(self, course: int) -> Callable[[Sequence[Change]], list[Outcome]]:
        def put(batch: Sequence[Change]) -> list[Outcome]:
            answer = plugin.put_links(self.client, course, [_new_link(one) for one in batch])
            return _matched(batch, answer, plugin.PUT_LINKS)

        return put

    def _put_file(self, course: int) -> Callable[[Sequence[Change]], list[Outcome]]:
        def put(batch: Sequence[Change]) -> list[Outcome]:
            change = batch[0]
            try:
                content = self.content_of(str((change.after or {})["sha256"]))
            except ConnectorError as error:
                return [Outcome(change, Result.FAILED, code=error.code, params=error.params)]
            file = _new_file(change, content)
            limit = self._post_bytes()
            if 0 <= limit < _body_bytes(file):
                params: dict[str, str | int] = {"megabytes": limit // 1024**2}
                return [Outcome(change, Result.FAILED, code="file_over_post", params=params)]
            return _matched(batch, plugin.put_files(self.client, course, [file]), plugin.PUT_FILES)

        return put

    def _post_bytes(self) -> int:
        """Return how large a body PHP takes, -1 for any: it drops a larger one in silence.

        A service made by hand may not tell; then the file is sent.
        """
        if self._post_limit is None:
            try:
                self._post_limit = plugin.site_facts(self.client).post_max_size
            except PermanentError:
                self._post_limit = -1
        return self._post_limit


def _new_link(change: Change) -> NewLink:
    values = change.after or {}
    return NewLink(
        key=module_key(change.kind, change.key),
        name=str(values["name"]),
        description=str(values["details"]),
        session=str(values["session"]),
        visible=int(bool(values["visible"])),
    )


def _new_file(change: Change, content: bytes) -> NewFile:
    values = change.after or {}
    return NewFile(
        key=module_key(change.kind, change.key),
        name=str(values["name"]),
        description="",
        filename=str(values["file"]),
        content=base64.b64encode(content).decode("ascii"),
        sha256=str(values["sha256"]),
        visible=int(bool(values["visible"])),
    )


def _body_bytes(file: NewFile) -> int:
    """Return the size of a call's body: three signs of base64 take three bytes each in a form."""
    text = file.content
    return len(text) + 2 * sum(text.count(sign) for sign in "+/=") + OVERHEAD


def _matched(batch: Sequence[Change], answer: Sequence[PutModule], call: str) -> list[Outcome]:
    """Give each change the module that answers it, by its key."""
    by_key: Mapping[str, PutModule] = {one.key: one for one in answer}
    return [
        done(one, str(by_key[key].cmid))
        if (key := module_key(one.kind, one.key)) in by_key
        else _cut(one, call)
        for one in batch
    ]


def _cut(change: Change, call: str) -> Outcome:
    return Outcome(change, Result.UNKNOWN, code="batch_cut", params={"call": call})
