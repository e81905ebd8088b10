"""What a page breaks of WCAG 2.2 AA and of good practice, judged by axe-core in the page itself."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.e2e.person import Person

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
SEEN = "() => !document.querySelector('app-skeleton') && document.querySelector('h1')?.checkVisibility()"


def faults_of(person: Person, path: str) -> list[str]:
    """Open a page and return what it breaks."""
    person.open(path)
    return faults_here(person)


def faults_here(person: Person) -> list[str]:
    """Return every rule that what is on the screen breaks, and where."""
    person.page.wait_for_function(SEEN)
    person.page.add_script_tag(content=AXE.read_text(encoding="utf-8"))
    # A colour half-way between two states is neither of them.
    person.page.wait_for_function(
        "() => !document.getAnimations().some(one => one instanceof CSSTransition && one.playState === 'running')"
    )
    result = person.page.evaluate("() => axe.run(document, {resultTypes: ['violations']})")
    assert result["passes"], "the checker looked at nothing"
    return [f"{one['id']}: {', '.join(str(node['target']) for node in one['nodes'])}" for one in result["violations"]]
