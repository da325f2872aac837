"""A worker in a process of its own: `python -m tests.stories.office_hand URL`; it may be killed."""

from __future__ import annotations

import sys
from dataclasses import replace

from connector.clock import utc_now
from connector.domain.office_events import Vendor
from connector.flows.hand_to_office import hand_over
from connector.flows.tell_office import HAND_JOB
from connector.jobs.lease_table import LeaseTable
from connector.jobs.worker import work_off
from connector.reports.targets.webhook import WebhookTarget
from connector.store.engine import open_engine
from connector.store.secrets import Secrets
from tests.flows.bare_office import bare
from tests.web.place import SECRET


def work(url: str) -> None:
    """Do what is due with short leases, so that the next process need not wait for the dead."""
    engine = open_engine(url)
    office = replace(
        bare(engine).office,
        clock=utc_now,
        jobs=LeaseTable(engine),
        secrets=Secrets([SECRET]),
        ways={Vendor.WEBHOOK: WebhookTarget("https://simpul.example")},
    )
    work_off(
        office.jobs,
        {HAND_JOB: lambda job: hand_over(office, job.body["delivery"], job.body["attempts"])},
        lease_seconds=1.0,
    )
    engine.dispose()


if __name__ == "__main__":
    work(sys.argv[1])
