"""A Chromium, or a reason why there is none; and the pages served on loopback with a worker."""

import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright
from werkzeug.serving import make_server

from connector.app import CATALOGUE, background
from connector.store import users
from connector.store.users import UserRole
from connector.web import create_web
from tests.stories.place import Place, office_with_sandboxes

CHROMIUM = ("/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome")
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]
LOGIN, PASSWORD = "ratna", "kuda-laut-biru-7"


@dataclass
class Served:
    """The pages as a browser reaches them, and the office behind."""

    place: Place
    base: str


@dataclass
class Watched:
    """A page that keeps what its console complained about."""

    page: Page
    base: str
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.base + path)

    def assert_fits(self) -> None:
        """Nothing wider than the window, no complaint on the console."""
        wide = self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wide <= 0, f"{self.page.url} is {wide} px too wide"
        assert self.complaints == []


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = next((one for one in CHROMIUM if Path(one).exists()), None)
    if path is None:
        pytest.skip("no Chromium on this machine: pages not looked at in a browser")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def served(sqlite_template: Path, tmp_path: Path) -> Iterator[Served]:
    """Serve an office with sandbox Moodle and Zoom and a worker; one administrator."""
    with ExitStack() as stack:
        url = f"sqlite:///{tmp_path / 'simpul.db'}"
        place = stack.enter_context(office_with_sandboxes(url, tmp_path))
        office = place.office
        with office.engine.begin() as connection:
            role = UserRole.ADMINISTRATOR
            users.add(connection, LOGIN, "Ratna", PASSWORD, role, "id", now=office.clock())
        stack.enter_context(background(office, place.settings))
        server = make_server("127.0.0.1", 0, create_web(office, place.settings, CATALOGUE), True)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        stack.callback(thread.join)
        stack.callback(server.shutdown)
        yield Served(replace(place), f"http://127.0.0.1:{server.server_port}")


def watch(context: BrowserContext, base: str) -> Watched:
    """Open a page; errors, warnings and refused content (CSP) are kept."""
    watched = Watched(context.new_page(), base)

    def note(message: ConsoleMessage) -> None:
        if message.type in ("error", "warning"):
            watched.complaints.append(message.text)

    watched.page.on("console", note)
    watched.page.on("pageerror", lambda error: watched.complaints.append(str(error)))
    return watched


@pytest.fixture(params=[(1280, 800), (390, 844)], ids=["desk", "phone"])
def watched(request: pytest.FixtureRequest, chromium: Browser, served: Served) -> Iterator[Watched]:
    width, height = request.param
    context = chromium.new_context(viewport={"width": width, "height": height})
    yield watch(context, served.base)
    context.close()
