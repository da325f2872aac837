"""The shared faults plus one that only Zoom has: a success status over an error body."""

from flask import g

from connector.sandbox.faults import Fault, Faults

FALSE_SUCCESS = "false_success"
"""HTTP 200 with a non-zero `code`, nothing executed (observed on real accounts)."""

FALSE_SUCCESS_BODY = {"code": 300, "message": "The request could not be processed."}


class ZoomFaults(Faults):
    """`arm` takes the shared kinds and `false_success`."""

    def arm(
        self,
        kind: str,
        *,
        match: str = "",
        after: int = 0,
        times: int = 1,
        seconds: float | None = None,
    ) -> Fault:
        if kind != FALSE_SUCCESS:
            return super().arm(kind, match=match, after=after, times=times, seconds=seconds)
        if after < 0 or times < 1:
            raise ValueError("after must not be negative, times must be positive")
        fault = Fault(kind, match, after, times)
        with self._lock:
            self._armed.append(fault)
        return fault

    def take(self, call: str) -> Fault | None:
        """Keep Zoom's own kind for `strikes_false_success`; hand out the shared ones."""
        fault = super().take(call)
        if fault is not None and fault.kind == FALSE_SUCCESS:
            g.false_success = True
            return None
        return fault


def strikes_false_success() -> bool:
    """Tell whether the call of the current Flask request must answer 200 with an error."""
    return bool(g.pop("false_success", False))
