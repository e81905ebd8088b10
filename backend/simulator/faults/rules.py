"""Fault rules: which misbehaviour answers a request or spoils a notification (contract 40, section 6)."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass
from typing import Any

from backend.simulator.errors import ClassicError

REQUEST_FAULTS = frozenset({"drop", "delay", "status", "hang", "dead_token", "busy_terminal"})
WEBHOOK_FAULTS = frozenset({"drop", "delay", "duplicate", "reorder", "wrong_case", "body_id"})
_KEYS = {"match", "fault", "probability", "times", "seconds", "status"}
_MATCH_KEYS = {"method", "path", "topic"}
_DEFAULT_SECONDS = 5.0
_DEFAULT_STATUS = 500
_STATUSES = range(400, 600)


@dataclass
class Rule:
    """One rule; ``times`` None means for ever."""

    method: str | None
    path: str | None
    topic: str | None
    fault: str
    probability: float
    times: int | None
    seconds: float
    status: int
    given: dict[str, Any]

    def fits_request(self, method: str, path: str, *, creates_point_order: bool) -> bool:
        """Tell whether the rule is about this request: the path begins so, or is a full regular expression."""
        if self.topic is not None or self.fault not in REQUEST_FAULTS:
            return False
        if self.fault == "busy_terminal" and not creates_point_order:
            return False
        if self.method is not None and self.method != method:
            return False
        return self.path is None or path.startswith(self.path) or re.fullmatch(self.path, path) is not None

    def fits_webhook(self, topic: str, action: str) -> bool:
        """Tell whether the rule is about this notification: its topic, or its action."""
        if self.method is not None or self.path is not None or self.fault not in WEBHOOK_FAULTS:
            return False
        return self.topic is None or self.topic in (topic, action)


class FaultBook:
    """The rules in force; callers hold the world's lock."""

    def __init__(self, rules: list[dict[str, Any]], seed: int | None) -> None:
        """Start with these rules; the dice for ``probability`` follow the seed."""
        self._dice = random.Random(seed)  # noqa: S311 - repeatable play, nothing is protected by it
        self._rules: list[Rule] = []
        self.replace(rules)

    def replace(self, rules: Any) -> None:
        """Put these rules in force instead of the earlier ones; 400 when one is not understood."""
        if not isinstance(rules, list):
            raise _refusal("a list of rules is expected")
        self._rules = [_read_rule(rule) for rule in rules]

    def for_request(self, method: str, path: str, *, creates_point_order: bool = False) -> Rule | None:
        """Return the rule that strikes this request and count it."""
        fitting = [
            rule for rule in self._rules if rule.fits_request(method, path, creates_point_order=creates_point_order)
        ]
        return self._strike(fitting)

    def for_webhook(self, topic: str, action: str) -> Rule | None:
        """Return the rule that strikes this notification and count it."""
        return self._strike([rule for rule in self._rules if rule.fits_webhook(topic, action)])

    def dump(self) -> list[dict[str, Any]]:
        """Return the rules as they were given, with what is left of ``times``."""
        return [rule.given if rule.times is None else rule.given | {"times": rule.times} for rule in self._rules]

    def _strike(self, fitting: list[Rule]) -> Rule | None:
        rule = next((rule for rule in fitting if rule.times is None or rule.times > 0), None)
        if rule is None or self._dice.random() >= rule.probability:
            return None
        if rule.times is not None:
            rule.times -= 1
        return rule


def _read_rule(given: Any) -> Rule:
    if not isinstance(given, dict) or not set(given) <= _KEYS:
        raise _refusal(f"a rule has no other keys than {sorted(_KEYS)}")
    match = given.get("match") or {}
    if not isinstance(match, dict) or not set(match) <= _MATCH_KEYS:
        raise _refusal(f"match has no other keys than {sorted(_MATCH_KEYS)}")
    if given.get("fault") not in REQUEST_FAULTS | WEBHOOK_FAULTS:
        raise _refusal(f"fault must be one of {sorted(REQUEST_FAULTS | WEBHOOK_FAULTS)}")
    try:
        rule = Rule(
            method=match["method"].upper() if match.get("method") else None,
            path=match.get("path"),
            topic=match.get("topic"),
            fault=given["fault"],
            probability=float(given.get("probability", 1)),
            times=None if given.get("times") is None else int(given["times"]),
            seconds=float(given.get("seconds", _DEFAULT_SECONDS)),
            status=int(given.get("status", _DEFAULT_STATUS)),
            given=given,
        )
        re.compile(rule.path or "")
    except (TypeError, ValueError, AttributeError, re.error) as error:
        raise _refusal("a rule holds a value of the wrong kind") from error
    if rule.status not in _STATUSES or rule.seconds < 0:
        raise _refusal("status is 400 to 599, seconds are not negative")
    return rule


def _refusal(text: str) -> ClassicError:
    return ClassicError(400, "bad_request", text)
