"""The rule that strikes the request being answered."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from flask import g

if TYPE_CHECKING:
    from backend.simulator.faults.rules import Rule


def strike_with(rule: Rule) -> None:
    """Remember the rule until the request is answered."""
    g.fault_rule = rule


def striking_rule() -> Rule | None:
    """Return the rule that strikes this request."""
    rule: Rule | None = g.get("fault_rule")
    return rule


def event_delay() -> timedelta | None:
    """Return how long the event of this request is put off, or None."""
    rule = striking_rule()
    return timedelta(seconds=rule.seconds) if rule and rule.fault == "delay" else None
