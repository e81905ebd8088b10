"""A strict reader of JSON bodies: what a property may be, and the Orders API's codes for what it may not."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "object": (dict,),
    "array": (list,),
    "scalar": (str, int),
}
Fault = dict[str, Any]


@dataclass(frozen=True)
class Field:
    """One property: its JSON type and the limits of its value."""

    kind: str
    required: bool = False
    pattern: str | None = None
    max_length: int | None = None
    choices: tuple[str, ...] = ()
    properties: dict[str, Field] | None = None
    items: Field | None = None
    min_items: int = 0
    max_items: int | None = None


def check(value: Any, field: Field, path: str = "") -> list[Fault]:
    """Return every fault of a value, the first ones first; an empty list when there is none."""
    # A JSON true is an int to Python, but never a number here.
    if isinstance(value, bool) or not isinstance(value, _TYPES[field.kind]):
        return [_fault("property_type", path, f"expected {field.kind}")]
    if isinstance(value, dict):
        return _check_object(value, field, path)
    if isinstance(value, list):
        return _check_array(value, field, path)
    return _check_scalar(value, field, path)


def _check_object(value: dict[str, Any], field: Field, path: str) -> list[Fault]:
    properties = field.properties or {}
    if not value and properties:
        return [_fault("minimum_properties", path, "at least one property is expected")]
    faults = [
        _fault("unsupported_properties", _join(path, name), "unsupported property")
        for name in value
        if name not in properties
    ]
    for name, inner in properties.items():
        if name in value:
            faults += check(value[name], inner, _join(path, name))
        elif inner.required:
            faults.append(_fault("required_properties", _join(path, name), "required property"))
    return faults


def _check_array(value: list[Any], field: Field, path: str) -> list[Fault]:
    if len(value) < field.min_items:
        return [_fault("minimum_items", path, f"at least {field.min_items} item(s) expected")]
    if field.max_items is not None and len(value) > field.max_items:
        return [_fault("maximum_items", path, f"at most {field.max_items} item(s) expected")]
    if field.items is None:
        return []
    return [fault for at, one in enumerate(value) for fault in check(one, field.items, f"{path}[{at}]")]


def _check_scalar(value: object, field: Field, path: str) -> list[Fault]:
    if field.choices and value not in field.choices:
        return [_fault("property_value", path, f"must be one of {', '.join(field.choices)}")]
    if isinstance(value, str):
        if field.max_length is not None and len(value) > field.max_length:
            return [_fault("property_value", path, f"at most {field.max_length} characters")]
        if field.pattern is not None and not re.fullmatch(field.pattern, value, re.ASCII):
            return [_fault("property_value", path, "invalid value")]
    return []


def invalid(path: str, reason: str) -> Fault:
    """Return a fault of a value that a rule across properties refuses."""
    return _fault("property_value", path, reason)


def _fault(code: str, path: str, reason: str) -> Fault:
    where = path or "body"
    return {"code": code, "message": f"{where}: {reason}", "details": [f"{where}: {reason}"]}


def _join(path: str, name: str) -> str:
    return f"{path}.{name}" if path else name
