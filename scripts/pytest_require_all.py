"""A pytest plugin for the continuous checks: a test that would skip because something is missing fails instead.

Skips that name a document outside the project are kept: the project stands on its own without them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Generator

KEPT = "../shared"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Turn a skip into a failure that tells its reason."""
    report = yield
    if report.skipped and not hasattr(report, "wasxfail") and call.excinfo is not None:
        reason = str(call.excinfo.value)
        if KEPT not in reason:
            report.outcome = "failed"
            report.longrepr = f"{item.nodeid} must run here, but would skip: {reason}"
    return report
