"""Print the functions, classes and imports of the product that nothing uses; exit 1 when there are any.

Vulture finds them; what a framework calls by itself is told apart here, by decorator, by name or by file.
"""

from __future__ import annotations

import ast
import sys
from pathlib import Path

from vulture import Vulture

ROOT = Path(__file__).resolve().parent.parent
PRODUCT = ROOT / "backend"
# Where something may be used from.
READ = ("backend", "scripts", "tests", "migrations")
# Columns, wire fields and settings are used through their frameworks, by name.
JUDGED = frozenset({"function", "method", "class", "import", "property", "unreachable_code"})
CALLED_BY_FRAMEWORKS = (
    "@*.route",
    "@*.get",
    "@*.post",
    "@*.put",
    "@*.patch",
    "@*.delete",
    "@*.cli.command",
    "@*.command",
    "@*.errorhandler",
    "@*.before_*",
    "@*.after_*",
    "@*.teardown_*",
    "@*.listens_for",
    "@listens_for",
    "@*.connect",
    "@*.*_loader",
    "@job",
    "@*.task",
    "@*.job",
    "@delivers",
    "@*.delivers",
    "@validates*",
    "@pre_*",
    "@post_*",
)
# Hooks that Flask, flask-smorest, marshmallow, SQLAlchemy, pybreaker, mysqlclient and http.server call by these names.
HOOKS = (
    "Meta",
    "_serialize",
    "_deserialize",
    "handle_error",
    "get_attribute",
    "process_bind_param",
    "process_result_value",
    "load_dialect_impl",
    "do_GET",
    "do_POST",
    "log_message",
    "default",
    "_register_error_handlers",
    "_raw_load_json",
    "ensure_sync",
    "state_change",
    "_discard",
)


def names_used_as_text() -> set[str]:
    """Return what is used without being written as a name: fields that schemas read, types in ``cast("…", …)``."""
    found: set[str] = set()
    for path in PRODUCT.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ClassDef) and "schemas" in path.with_suffix("").parts:
                fields = [one for one in node.body if isinstance(one, ast.Assign)]
                found |= {target.id for one in fields for target in one.targets if isinstance(target, ast.Name)}
            if (
                isinstance(node, ast.Call)
                and ast.unparse(node.func) == "cast"
                and isinstance(node.args[0], ast.Constant)
            ):
                found.add(node.args[0].value)
    return found


def find_unused() -> list[str]:
    """Return one line per unused piece of the product, sorted by place."""
    reader = Vulture(ignore_names=[*HOOKS, *names_used_as_text()], ignore_decorators=list(CALLED_BY_FRAMEWORKS))
    reader.scavenge([str(ROOT / folder) for folder in READ if (ROOT / folder).is_dir()])
    unused = [one for one in reader.get_unused_code() if one.typ in JUDGED and PRODUCT in Path(one.filename).parents]
    return sorted(
        f"{Path(one.filename).relative_to(ROOT)}:{one.first_lineno}: unused {one.typ} {one.name}" for one in unused
    )


if __name__ == "__main__":
    lines = find_unused()
    print("\n".join(lines) or "Nothing unused.")
    sys.exit(bool(lines))
