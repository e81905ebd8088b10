"""The journeys' own guard: what a browser complains about is noticed, what was expected is let pass."""

from __future__ import annotations


def test_complaints_of_the_browser_are_noticed(shop, visit, watch):
    ana = visit(shop)
    ana.open("/")
    ana.page.evaluate("console.error('a line of the page')")
    ana.page.evaluate("fetch('/api/sales')")
    ana.page.evaluate("document.body.append(Object.assign(document.createElement('script'), {text: 'window.bad = 1'}))")
    # The interface writes what nobody catches to the console.
    with ana.page.expect_console_message(lambda line: "nobody catches this" in line.text):
        ana.page.evaluate("setTimeout(() => { throw new Error('nobody catches this') })")
    seen, watch.complaints = "\n".join(watch.complaints), []
    assert "console: a line of the page" in seen
    assert "refused: 401 GET /api/sales" in seen
    assert "Content Security Policy" in seen
    assert "nobody catches this" in seen
    assert "bad" not in ana.page.evaluate("Object.keys(window)")


def test_expected_refusals_are_let_pass(shop, visit, watch):
    watch.expect_refusal(401, r"^/api/sales$")
    ana = visit(shop)
    ana.open("/")
    assert ana.page.evaluate("fetch('/api/sales').then((answer) => answer.status)") == 401
    assert watch.complaints == []
