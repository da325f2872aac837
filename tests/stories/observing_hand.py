"""A process that observes runs once, at a place that its story furnished: started, and killed."""

import sys

from connector.flows.observe_procedures import observe
from connector.store.engine import open_engine
from tests.flows.run_place import office_at

if __name__ == "__main__":
    engine = open_engine(sys.argv[1])
    observe(office_at(engine, sys.argv[2]))
    engine.dispose()
