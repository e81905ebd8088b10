"""The Flask application of one simulator, and the threads that serve it and move its clock-driven parts."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING, Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from backend.simulator import hooks, idempotency, sellers, storage
from backend.simulator.access import EXTENSION
from backend.simulator.checkout.routes import blueprint as checkout
from backend.simulator.control.routes import blueprint as control
from backend.simulator.errors import SimulatorError
from backend.simulator.oauth.routes import blueprint as oauth
from backend.simulator.orders import lifecycle
from backend.simulator.orders.routes import blueprint as orders
from backend.simulator.pages.routes import blueprint as pages
from backend.simulator.payments.routes import blueprint as payments
from backend.simulator.server import ThreadingWsgiServer
from backend.simulator.stores.routes import blueprint as stores
from backend.simulator.stores.terminal_routes import blueprint as terminals
from backend.simulator.webhooks.courier import Courier
from backend.simulator.wire import shown_amount
from backend.simulator.world import World

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from backend.simulator.settings import Settings

_log = logging.getLogger(__name__)
_TICK_SECONDS = 0.5
_READING = frozenset({"GET", "HEAD", "OPTIONS"})
_BLUEPRINTS = (oauth, stores, terminals, orders, payments, checkout, control, pages)


class SimulatorApp(Flask):
    """Flask with one rule more: views run one at a time, with the world's lock held and its clock caught up."""

    world: World

    def dispatch_request(self) -> ResponseReturnValue:
        """Run the view of the request."""
        with self.world.lock:
            lifecycle.tick(self.world)
            if request.method not in _READING:
                self.world.changed.set()
            return super().dispatch_request()


def create_app(world: World) -> SimulatorApp:
    """Build the application around a world."""
    app = SimulatorApp(__name__)
    app.world = world
    app.extensions[EXTENSION] = world
    app.json.sort_keys = False  # type: ignore[attr-defined] # the default provider has it
    app.json.ensure_ascii = False  # type: ignore[attr-defined] # the default provider has it
    app.add_template_filter(shown_amount, "money")
    for blueprint in _BLUEPRINTS:
        app.register_blueprint(blueprint)
    hooks.install(app)
    app.register_error_handler(SimulatorError, _answer_error)
    app.register_error_handler(HTTPException, _answer_http_error)
    app.register_error_handler(Exception, _answer_crash)
    return app


class Simulator:
    """A running simulator: server, courier and ticker around one world."""

    def __init__(self, settings: Settings) -> None:
        """Read the state file or begin anew, and listen; nothing is answered before ``start``."""
        self.settings = settings
        self.world = World(settings)
        if settings.state_file is None or not storage.load(self.world, settings.state_file):
            sellers.populate(self.world)
        else:
            sellers.found_platform(self.world)  # its token may be another one than in the file
        lifecycle.resume(self.world)
        self.server = ThreadingWsgiServer(settings.host, settings.port, create_app(self.world))
        self._courier = Courier(self.world)
        self._stopping = threading.Event()
        self._threads = [
            threading.Thread(target=self.server.serve_forever, name="simulator-server", daemon=True),
            threading.Thread(target=self._tick, name="simulator-ticker", daemon=True),
        ]

    @property
    def url(self) -> str:
        """Return the address it listens on."""
        return f"http://{self.settings.host}:{self.server.port}"

    def start(self) -> None:
        """Serve in threads of their own."""
        self._courier.start()
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """Stop serving and write the state file, if there is one."""
        self._stopping.set()
        self.server.shutdown()
        self.server.server_close()
        self._courier.stop()
        for thread in self._threads:
            thread.join()
        self._save()

    def _tick(self) -> None:
        while not self._stopping.wait(_TICK_SECONDS):
            with self.world.lock:
                lifecycle.tick(self.world)
                idempotency.forget_old(self.world)
            self._save()

    def _save(self) -> None:
        if self.settings.state_file is not None:
            storage.save(self.world, self.settings.state_file)


def _answer_error(error: SimulatorError) -> tuple[Response, int, dict[str, str]]:
    return jsonify(error.body), error.status, error.headers


def _answer_http_error(error: HTTPException) -> tuple[Response, int]:
    status = error.code or 500
    name = (error.name or "error").lower().replace(" ", "_")
    return jsonify({"message": error.description, "error": name, "status": status, "cause": []}), status


def _answer_crash(error: Exception) -> Any:
    _log.exception("request failed", exc_info=error)
    return jsonify({"message": "internal_server_error", "error": "internal_error", "status": 500, "cause": []}), 500
