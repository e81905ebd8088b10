"""Take the pictures of the README, and of every page in four variants for the build artifacts.

    .venv/bin/python scripts/screenshots.py              docs/screenshots/*.png and artifacts/screenshots/**
    .venv/bin/python scripts/screenshots.py --artifacts  only the latter

Runs an installation of its own (scripts/trial.py) with invented takings; needs chromium.
"""

from __future__ import annotations

import argparse
import random
import shutil
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from playwright.sync_api import BrowserContext, Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import palette_png  # noqa: E402 - beside this file
import trial  # noqa: E402 - needs the project on the path

if TYPE_CHECKING:
    from playwright.sync_api import Browser

SHOWN = ROOT / "docs" / "screenshots"
ARTIFACTS = ROOT / "artifacts" / "screenshots"
LARGEST_BYTES = 120_000
DESK, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}
OPERATOR = "operacion@example.com"
COMPANIES = [
    "Bazar Norte",
    "Café Plaza",
    "Dietética Sol",
    "Estudio Río",
    "Ferretería Sur",
    "Gomería Oeste",
    "Librería Este",
]
PRODUCTS = [
    ("Café con leche", 3200),
    ("Medialuna", 900),
    ("Tostado", 5400),
    ("Jugo exprimido", 3800),
    ("Alfajor", 1500),
]
SETTLED = "() => !document.querySelector('app-skeleton') && document.querySelector('h1')"


@dataclass(frozen=True)
class Variant:
    """One size and one theme."""

    name: str
    size: dict[str, int]
    scheme: str

    def open(self, browser: Browser) -> BrowserContext:
        """Return a browser profile of this shape."""
        is_phone = self.size is PHONE
        return browser.new_context(
            viewport=self.size, color_scheme=self.scheme, locale="es-AR", timezone_id="America/Argentina/Buenos_Aires",
            has_touch=is_phone, is_mobile=is_phone, reduced_motion="reduce",
        )  # fmt: skip


VARIANTS = [
    Variant(f"{size['width']}-{scheme}", size, scheme) for size in (DESK, PHONE) for scheme in ("light", "dark")
]


class Photographer:
    """Ana at her counter, and the pictures taken of her screen."""

    def __init__(self, running: trial.Trial, page: Page, folder: Path) -> None:
        """Begin signed out."""
        self._running, self._page, self._folder = running, page, folder

    def shoot(self, name: str, path: str | None = None) -> None:
        """Take a picture of the screen, after going somewhere if told."""
        if path is not None:
            self._page.goto(self._running.url + path)
        self._page.wait_for_function(SETTLED)
        self._page.wait_for_load_state("networkidle")
        self._page.evaluate("() => document.fonts.ready.then(() => undefined)")
        self._folder.mkdir(parents=True, exist_ok=True)
        self._page.screenshot(path=self._folder / f"{name}.png", animations="disabled")

    def log_in(self, email: str) -> None:
        """Log in as this person."""
        self._page.goto(self._running.url + "/ingresar")
        self._page.get_by_label("E-mail", exact=True).fill(email)
        self._page.get_by_label("Contraseña", exact=True).fill(trial.PASSWORD)
        self._page.get_by_role("button", name="Ingresar", exact=True).click()
        self._page.wait_for_url("**/panel/**")

    def type_amount(self, digits: str) -> None:
        """Type an amount at the counter."""
        self._page.goto(self._running.url + "/panel/cobrar")
        self._means("QR").wait_for()
        self._page.keyboard.type(digits)

    def charge(self, means: str) -> None:
        """Press a way to pay and wait until the customer can pay."""
        self._means(means).click()
        self._page.locator("app-qr-code svg, app-terminal-animation").first.wait_for()

    def pay(self) -> None:
        """Be the customer who pays the open QR charge."""
        phone = trial.Caller(self._running.simulator_url)
        order = phone.call("GET", "/_sim/qr")[0]
        phone.call("POST", "/_sim/qr/pay", {"qr_data": order["scan_data"]})
        self._page.get_by_role("dialog", name="Pagado").wait_for()

    def cancel(self) -> None:
        """Give the open charge up."""
        self._page.keyboard.press("Escape")
        self._page.get_by_text("Cobro cancelado").first.wait_for()

    def _means(self, name: str):  # noqa: ANN202 - a locator of the page
        return self._page.get_by_role("group", name="Cómo paga").get_by_role("button").filter(has_text=name)


def show_public(camera: Photographer) -> None:
    """Take the pages that need no session."""
    for name, path in {
        "landing": "/", "login": "/ingresar", "registro": "/registro", "olvide-clave": "/olvide-clave",
        "restablecer": "/restablecer?token=x", "invitacion": "/invitacion", "no-existe": "/no-existe",
    }.items():  # fmt: skip
        camera.shoot(name, path)


def show_panel(camera: Photographer, places: dict[str, str]) -> None:
    """Take the pages of somebody signed in."""
    for name, path in places.items():
        camera.shoot(name, path)


def show_charge(camera: Photographer) -> None:
    """Take one charge in its states."""
    camera.type_amount("15000,5")
    camera.shoot("cobrar")
    camera.charge("QR")
    camera.shoot("cobrar-qr")
    camera.pay()
    camera.shoot("cobrar-pagado")
    camera.type_amount("2500")
    camera.charge("Terminal")
    camera.shoot("cobrar-terminal")
    camera.cancel()
    camera.shoot("cobrar-cancelado")


def fill_shop(running: trial.Trial) -> dict[str, str]:
    """Equip the shop and sell for a while; return the pages by name."""
    ana = running.sign_in(trial.OWNER)
    point = running.equip_shop(ana)
    dice = random.Random(7)  # noqa: S311 - invented takings
    sale = ""
    for _ in range(14):
        chosen = dice.sample(PRODUCTS, dice.randint(1, 3))
        lines = [{"productName": name, "quantity": dice.randint(1, 3), "unitPrice": price} for name, price in chosen]
        total = sum(line["quantity"] * line["unitPrice"] for line in lines)
        method = dice.choice(["CASH", "CASH", "TRANSFER", "DEBIT_CARD"])
        payment = {"method": method, "amount": total}
        body = {"pointOfSaleId": point, "items": lines, "payments": [payment]}
        sale = ana.call("POST", "/api/sales", body)["data"]["id"]
    return {
        "resumen": "/panel/resumen",
        "ventas": "/panel/ventas",
        "venta": f"/panel/ventas/{sale}",
        "integraciones": "/panel/integraciones",
        "puntos-de-venta": "/panel/puntos-de-venta",
        "punto-de-venta": f"/panel/puntos-de-venta/{point}",
        "mi-cuenta": "/mi-cuenta",
        "seguridad": "/mi-cuenta/seguridad",
        "suscripcion": "/mi-cuenta/suscripcion",
        "equipo": "/mi-cuenta/equipo",
        "claves": "/mi-cuenta/claves",
        "empresa": "/mi-cuenta/empresa",
    }


def fill_office(running: trial.Trial) -> dict[str, str]:
    """Sell plans to companies; return the operators' pages by name."""
    operator = running.sign_in(OPERATOR)
    dice = random.Random(7)  # noqa: S311 - invented sales
    plans = [plan["id"] for plan in operator.call("GET", "/admin/planes")]
    for number, name in enumerate(COMPANIES):
        bought = {"plan_id": dice.choice(plans), "periodo": dice.choice(["mensual", "mensual", "anual"])}
        operator.call("POST", "/admin/empresas", {"nombre": name, "nit": f"30-7100{number:04d}-5"} | bought)
    newest = operator.call("GET", "/admin/suscripciones?limit=1")[0]
    return {
        "admin-tablero": "/panel/admin",
        "admin-suscripciones": "/panel/admin/suscripciones",
        "admin-suscripcion": f"/panel/admin/suscripciones/{newest['id']}",
        "admin-empresas": "/panel/admin/empresas",
        "admin-empresa": f"/panel/admin/empresas/{newest['empresa_id']}",
        "admin-planes": "/panel/admin/planes",
        "admin-servicios": "/panel/admin/servicios",
        "admin-usuarios": "/panel/admin/usuarios",
        "admin-claves": "/panel/admin/claves",
        "admin-auditoria": "/panel/admin/auditoria",
        "admin-webhooks": "/panel/admin/webhooks",
        "admin-tareas": "/panel/admin/tareas",
    }


def shrink(picture: Path) -> None:
    """Make a PNG small by a palette; SystemExit when it stays too large."""
    picture.write_bytes(palette_png.reduced(picture.read_bytes()))
    if picture.stat().st_size > LARGEST_BYTES:
        raise SystemExit(f"{picture.name} has {picture.stat().st_size} bytes, more than {LARGEST_BYTES}.")


def publish() -> None:
    """Choose the README's pictures among the artifacts."""
    SHOWN.mkdir(parents=True, exist_ok=True)
    desk, dark, phone = (ARTIFACTS / name for name in ("1280-light", "1280-dark", "390-light"))
    chosen = {name: desk / f"{name}.png" for name in (
        "landing", "login", "resumen", "integraciones", "cobrar", "cobrar-qr", "cobrar-pagado", "ventas", "suscripcion",
        "admin-tablero", "admin-suscripciones",
    )} | {"cobrar-telefono": phone / "cobrar.png", "resumen-oscuro": dark / "resumen.png"}  # fmt: skip
    for name, source in chosen.items():
        target = SHOWN / f"{name}.png"
        shutil.copyfile(source, target)
        shrink(target)


def main(arguments: list[str]) -> int:
    """Take every picture."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--artifacts", action="store_true", help="leave docs/screenshots as it is")
    options = parser.parse_args(arguments)
    with (
        tempfile.TemporaryDirectory() as folder,
        trial.running(
            Path(folder), RATE_LIMITS="false", ADMIN_EMAIL=OPERATOR, ADMIN_PASSWORD=trial.PASSWORD
        ) as running,
        sync_playwright() as playwright,
    ):
        places, office = fill_shop(running), fill_office(running)
        browser = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--disable-gpu"])
        for variant in VARIANTS:
            context = variant.open(browser)
            camera = Photographer(running, context.new_page(), ARTIFACTS / variant.name)
            show_public(camera)
            camera.log_in(trial.OWNER)
            show_panel(camera, places)
            show_charge(camera)
            context.close()
            context = variant.open(browser)
            camera = Photographer(running, context.new_page(), ARTIFACTS / variant.name)
            camera.log_in(OPERATOR)
            show_panel(camera, office)
            context.close()
        browser.close()
    if not options.artifacts:
        publish()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
