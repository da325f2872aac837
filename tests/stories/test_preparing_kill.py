"""Processes that print a class are killed in the act: each certificate has one PDF in the end."""

import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import Engine, func, select

from connector.domain.certificates import CertificateState
from connector.store import renditions
from connector.store.engine import reading
from connector.store.tables import renditions as renditions_table
from tests.signed_class import STTP, Signing, signing_class

PEOPLE = 40
KILLED_AT = (4, 12, 22)
"""How many are printed when the processes of a round are killed."""

PATIENCE = 120
"""Seconds for a round on a busy machine."""


def printed(place: Signing) -> int:
    with reading(place.house.engine) as connection:
        return connection.execute(select(func.count()).select_from(renditions_table)).scalar_one()


def until(place: Signing, count: int) -> None:
    end = time.monotonic() + PATIENCE
    while printed(place) < count:
        assert time.monotonic() < end, "nothing was printed"
        time.sleep(0.02)


def test_killed_while_printing_every_certificate_has_one_pdf(engine: Engine) -> None:
    with signing_class(engine, PEOPLE) as place:
        url = engine.url.render_as_string(hide_password=False)
        command = [sys.executable, "-m", "tests.stories.preparing_hand", url]
        folder = Path(__file__).parents[2]
        fell_into_work = 0
        for count in KILLED_AT:
            hands = [subprocess.Popen(command, cwd=folder) for _ in range(2)]
            until(place, count)
            for one in hands:
                one.kill()
                one.wait()
            fell_into_work += printed(place) < PEOPLE
            waiting = place.states().count(CertificateState.AWAITING)
            assert waiting == printed(place), "a state moved without its PDF, or the reverse"
        assert fell_into_work
        assert subprocess.run(command, cwd=folder, check=False).returncode == 0
        assert place.states() == [CertificateState.AWAITING] * PEOPLE
        with reading(engine) as connection:
            kept = renditions.newest(connection, place.training, STTP.value)
            for row in place.rows():
                assert renditions.content(connection, row.id, 0).startswith(b"%PDF-")
        assert len(kept) == PEOPLE
