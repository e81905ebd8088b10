"""GET /admin/auditoria (contract 20-billing §10): filters, words of the wire, by which way each row came about."""

from __future__ import annotations

import ast
import re
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from backend.accounts.schemas import audit_words
from backend.cli import register_commands
from backend.infra import audit, guards, jobs
from backend.infra.audit import AuditEntry
from backend.infra.db import db, session
from backend.infra.principal import Actor, KeyScope, Origin, acting
from backend.infra.unit_of_work import run_unit
from backend.kernel import clock
from backend.payments.domain import ChargeStatus, RequestStatus
from backend.payments.ports import plugged
from backend.payments.service import inbox
from backend.payments.service.inbox import Incoming
from tests.accounts.steps import log_in, said
from tests.accounts.test_administration import statements_of
from tests.architecture.conftest import ROOT
from tests.conftest import START
from tests.factories.api_keys import make_api_key
from tests.factories.users import auth_headers

# Actions whose verb is only known while it runs, and the verbs it can be.
OPEN_ACTIONS = {
    "accounts.user.": {"deactivated", "reactivated", "deleted", "anonymised"},
    "billing.subscription.": {"started", "ended", "cancelled", "suspended", "reactivated"},
    "companies.company.": {"activated", "deactivated"},
    "payments.charge.": {status.value.lower() for status in ChargeStatus},
    "payments.request.": {status.value for status in RequestStatus} | {"refund_owed"},
}
OPEN = re.compile(r"(accounts|billing|companies|debts|events|infra|payments|sales|support|totems)\.[a-z_]+\.")
ACTION = re.compile(OPEN.pattern + "[a-z0-9_]+")


@pytest.fixture
def headers(admin):
    return auth_headers(admin)


@pytest.fixture
def listed(client, headers):
    """Ask for the list; rows of logins are left out unless asked for."""

    def ask(**query):
        answer = client.get("/admin/auditoria", query_string=query, headers=headers)
        assert answer.status_code == 200, answer.get_json()
        return answer.get_json()

    return ask


def note(action, entity_id=1, *, company_id=None, before=None, after=None, **actor):
    with acting(Actor(**actor)):
        run_unit(lambda: audit.record(action, entity_id, company_id=company_id, before=before, after=after))


def words(answer):
    return [row["accion"] for row in answer["auditoria"]]


def test_row_says_who_when_from_where_what_before_and_after(listed, ana, ana_company):
    before = {"role": "cashier", "company_id": ana_company.id, "extra": 1}
    after = {"role": "seller", "company_id": ana_company.id}
    note(
        "accounts.user.changed", 12, company_id=ana_company.id, before=before, after=after,
        user_id=ana.id, address="10.0.0.1", origin=Origin.WEB,
    )  # fmt: skip
    row = listed(accion="usuario.cambiar")["auditoria"][0]
    assert isinstance(row.pop("id"), int)
    assert row == {
        "fecha": "2026-03-02T15:00:00Z",
        "usuario_id": ana.id,
        "usuario_nombre": "Ana Ríos",
        "api_key_id": None,
        "origen": "web",
        "ip": "10.0.0.1",
        "empresa_id": ana_company.id,
        "accion": "usuario.cambiar",
        "entidad": "usuario",
        "entidad_id": "12",
        "antes": {"rol": "cashier", "extra": 1},
        "despues": {"rol": "seller"},
    }


def test_row_of_nobody_and_row_of_an_account_that_is_gone_have_no_name(listed):
    note("accounts.user.purged")
    note("accounts.user.created", user_id=987654, before=None, after={"name": "x"})
    rows = listed(entidad="usuario")["auditoria"]
    assert [(row["usuario_id"], row["usuario_nombre"]) for row in rows] == [(987654, None), (None, None)]
    assert (rows[0]["antes"], rows[0]["despues"]) == (None, {"nombre": "x"})


class TestFilters:
    @pytest.fixture(autouse=True)
    def rows(self, ana, carla, ana_company, carla_company):
        note("accounts.user.created", "7", company_id=ana_company.id, user_id=ana.id, address="10.0.0.1")
        note("accounts.user.changed", "8", company_id=carla_company.id, user_id=carla.id, origin=Origin.WEB)
        note("payments.charge.processed", "abc", company_id=ana_company.id, origin=Origin.WEBHOOK)
        note("payments.payment.found", "def", company_id=ana_company.id, key_id=5, origin=Origin.API)

    @pytest.mark.parametrize(
        ("query", "expected"),
        [
            ({"accion": "usuario.cambiar"}, ["usuario.cambiar"]),
            ({"accion": "usuario.c"}, ["usuario.cambiar", "usuario.crear"]),
            ({"accion": "usuario"}, ["usuario.cambiar", "usuario.crear"]),
            ({"accion": "usuario."}, ["usuario.cambiar", "usuario.crear"]),
            ({"accion": "co"}, ["cobro.aprobar"]),
            ({"accion": "cobro.aprobar"}, ["cobro.aprobar"]),
            ({"accion": "usu.cambiar"}, []),
            ({"accion": "accounts"}, []),
            ({"accion": "user"}, []),
            ({"accion": "%"}, []),
            ({"accion": "usuario", "entidad": "pago"}, []),
            ({"entidad": "pago"}, ["pago.encontrar"]),
            ({"entidad": "user"}, []),
            ({"entidad": "usuario", "entidad_id": "8"}, ["usuario.cambiar"]),
            ({"entidad_id": "abc"}, ["cobro.aprobar"]),
            ({"origen": "webhook"}, ["cobro.aprobar"]),
            ({"origen": "api"}, ["pago.encontrar"]),
            ({"ip": "10.0.0.1"}, ["usuario.crear"]),
        ],
    )
    def test_list_is_narrowed(self, listed, query, expected):
        assert [one for one in words(listed(**query)) if not one.startswith("sesion")] == expected

    def test_by_company_and_person(self, listed, ana, ana_company):
        assert words(listed(empresa_id=ana_company.id)) == ["pago.encontrar", "cobro.aprobar", "usuario.crear"]
        assert words(listed(usuario_id=ana.id)) == ["usuario.crear"]
        assert listed(origen="api")["auditoria"][0]["api_key_id"] == 5

    def test_pages_count_all_that_match(self, listed, ana_company):
        answer = listed(empresa_id=ana_company.id, per_page=2, page=2)
        assert words(answer) == ["usuario.crear"]
        assert {name: answer[name] for name in ("total", "page", "per_page", "pages")} == {
            "total": 3, "page": 2, "per_page": 2, "pages": 2
        }  # fmt: skip

    def test_page_takes_two_statements_whatever_its_size(self, listed, headers):
        assert len(statements_of(listed)) == 3  # one is the guard's

    @pytest.mark.parametrize(
        "query",
        [
            {"origen": "x"},
            {"desde": "ayer"},
            {"per_page": 101},
            {"empresa_id": "x"},
            {"desde": "2026-03-03", "hasta": "2026-03-02"},
        ],
    )
    def test_filter_that_makes_no_sense_is_refused(self, client, headers, query):
        answer = client.get("/admin/auditoria", query_string=query, headers=headers)
        assert said(answer) == (422, "validation_error")


def test_days_are_inclusive_and_the_platforms(listed, moving_clock):
    """Buenos Aires is three hours behind UTC: its day begins at three."""
    for instant in ("2026-03-10T02:59", "2026-03-10T03:00", "2026-03-12T02:59", "2026-03-12T03:00"):
        moving_clock.set(datetime.fromisoformat(instant).replace(tzinfo=UTC))
        note("infra.job.requested", instant)
    moving_clock.set(START)
    found = listed(entidad="tarea", desde="2026-03-10", hasta="2026-03-11")["auditoria"]
    assert [row["entidad_id"] for row in found] == ["2026-03-12T02:59", "2026-03-10T03:00"]
    assert len(listed(entidad="tarea", hasta="9999-12-31", desde="0001-01-01")["auditoria"]) == 4


class TestOrigins:
    def test_login_is_web_and_names_the_address(self, client, ana, listed):
        log_in(client, ana.email)
        row = listed(accion="sesion.abrir", usuario_id=ana.id)["auditoria"][0]
        assert (row["origen"], row["ip"]) == ("web", "127.0.0.1")

    def test_job_is_a_job_also_when_a_request_runs_it(self, app):
        jobs.job("test.note", every="5m")(lambda: note_here("infra.job.requested"))
        try:
            jobs.register_jobs()
            with acting(Actor(user_id=1, origin=Origin.WEB)):
                assert jobs.run_if_due("test.note")
        finally:
            jobs._jobs.pop("test.note")
        assert origins() == [("job", None)]

    def test_machine_with_a_key_is_api(self, app, ana):
        key, text_of_key = make_api_key(ana)
        view = guards.requires(guards.with_key(KeyScope.LICENCE))(lambda: note_here("accounts.user.changed"))
        with app.test_request_context("/", headers={"X-API-Key": text_of_key}):
            view()
        rows = run_unit(lambda: session().query(AuditEntry).filter_by(action="accounts.user.changed").all())
        assert [(row.origin, row.user_id, row.key_id) for row in rows] == [("api", None, key.id)]

    def test_command_is_cli(self, app):
        if "seed" not in app.cli.commands:
            register_commands(app)
        arguments = ["create-admin", "--email", "new@example.com", "--nombre", "Nueva"]
        assert app.test_cli_runner().invoke(args=arguments).exit_code == 0
        assert {origin for origin, _ in origins()} == {"cli"}

    def test_providers_news_are_webhook(self, app, monkeypatch):
        def handle(_received):
            note_here("payments.charge.processed")

        monkeypatch.setattr(plugged(), "notifications", type("Reader", (), {"handle": staticmethod(handle)})())
        inbox.receive(Incoming("order", None, "1", None, "req-1", "verified", "{}"))
        inbox.handle_due()
        assert origins() == [("webhook", None)]

    def test_nothing_else_is_let_in(self, app):
        entry = AuditEntry(
            at=clock.now(), action="a.b.c", entity="b", entity_id="1", origin="letter"
        )  # fmt: skip
        with pytest.raises(Exception, match=r"(?i)constraint|check"):
            run_unit(lambda: session().add(entry))


def note_here(action):
    run_unit(lambda: audit.record(action, 1))


def origins():
    return run_unit(lambda: [(row.origin, row.user_id) for row in session().query(AuditEntry).all()])


class TestWords:
    def test_every_action_of_the_code_has_a_wire_word(self):
        missing = set()
        for action in actions_of_the_code():
            _slice, entity, verb = action.split(".")
            missing |= {f"ENTITIES lacks {entity}"} if entity not in audit_words.ENTITIES else set()
            missing |= {f"VERBS lacks {verb}"} if verb not in audit_words.VERBS else set()
        assert missing == set()

    def test_actions_are_found_in_the_code(self):
        found = actions_of_the_code()
        assert {"accounts.user.created", "payments.charge.charged_back", "sales.sale.completed"} <= found

    def test_fields_and_their_values_are_told_in_words_of_the_wire(self):
        before = {"state": "active", "name": "active", "years": 1, "own": "x"}
        assert audit_words.changed_fields(before, None) == {
            "estado": "activa",
            "nombre": "active",
            "anios": 1,
            "own": "x",
        }
        assert audit_words.changed_fields({"fields": ["phone", "own"]}, None) == {"campos": ["telefono", "own"]}
        assert audit_words.changed_fields(before, {"state": "active", "years": 2, "own": None}) == {
            "nombre": "active", "anios": 1, "own": "x"
        }  # fmt: skip

    def test_words_are_plain(self):
        for word in [*audit_words.ENTITIES.values(), *audit_words.VERBS.values()]:
            assert re.fullmatch(r"[a-z0-9_]+", word), word

    def test_word_that_is_not_in_the_map_stays_and_is_found(self):
        assert audit_words.action_word("x.thing.moved") == "thing.moved"
        assert audit_words.matching("thing.mov") == ({"thing"}, {"mov"})


def actions_of_the_code():
    """Every text that is an action; those that are put together, with each verb they can have."""
    found, unknown = set(), set()
    for path in (ROOT / "backend").rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        texts = {
            node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        found |= {one for one in texts if ACTION.fullmatch(one)}
        for node in ast.walk(tree):
            if isinstance(node, ast.JoinedStr) and (beginning := beginning_of(node)):
                found |= {beginning + verb for verb in OPEN_ACTIONS.get(beginning, ())}
                unknown |= set() if beginning in OPEN_ACTIONS else {f"{path.name}: {ast.unparse(node)}"}
            if isinstance(node, ast.Call) and ast.unparse(node.func) == "history.record":
                verbs = {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
                found |= {f"billing.subscription.{verb}" for verb in verbs or OPEN_ACTIONS["billing.subscription."]}
    assert unknown == set(), "write the action as one text, or its verbs in OPEN_ACTIONS"
    return found


def beginning_of(node):
    first = node.values[0]
    is_open = isinstance(first, ast.Constant) and OPEN.fullmatch(first.value)
    return first.value if is_open else None


@pytest.mark.database
@pytest.mark.parametrize("criterion", ["", "WHERE a.company_id = 3", "WHERE a.user_id = 7"])
def test_list_is_read_from_an_index(app, criterion):
    """Newest first without sorting the table; shown on tens of thousands of rows of many companies and people."""
    rows = [
        {
            "at": datetime(2026, 1, 1, tzinfo=UTC) + timedelta(seconds=number), "company_id": number % 50,
            "user_id": number % 200, "action": "a.user.b", "entity": "user", "entity_id": "1", "origin": "web",
        }
        for number in range(20_000)
    ]  # fmt: skip
    run_unit(lambda: session().execute(AuditEntry.__table__.insert(), rows))
    with db.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        table = "TABLE " if connection.dialect.name in {"mysql", "mariadb"} else ""
        connection.execute(text(f"ANALYZE {table}audit_entry"))
    explain = "EXPLAIN QUERY PLAN" if db.engine.dialect.name == "sqlite" else "EXPLAIN"
    tables = "audit_entry a LEFT OUTER JOIN app_user u ON u.id = a.user_id"
    statement = f"{explain} SELECT a.*, u.name FROM {tables} {criterion} ORDER BY a.at DESC, a.id DESC LIMIT 20"  # noqa: S608 - our own words
    plan = run_unit(lambda: " ".join(map(str, session().connection().execute(text(statement)).all())))
    assert "ix_audit_entry" in plan
    assert not re.search(r"filesort|TEMP B-TREE FOR ORDER BY|Seq Scan", plan), plan
