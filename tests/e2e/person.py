"""A person at a browser: what one sees, clicks and types in Mostrador and at the simulated Mercado Pago."""

from __future__ import annotations

import re
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import BrowserContext, Locator, Page, expect

from tests.e2e.watch import Watch
from trial import PASSWORD, Trial

# Long, because a machine that runs other things too is slow; a journey never waits for it in vain but once.
PATIENCE_SECONDS = 30
CHARGE_PAGE = re.compile(r"/panel/cobrar/[0-9a-f-]{36}$")


@dataclass
class Person:
    """One person, one browser profile, one tab in front."""

    trial: Trial
    context: BrowserContext
    page: Page
    watch: Watch

    def open(self, path: str) -> None:
        """Open an address of Mostrador."""
        self.page.goto(self.trial.url + path)

    def new_tab(self) -> Page:
        """Open another tab of the same browser; it is not the one in front for this person's other deeds."""
        return self.context.new_page()

    def fill(self, label: str, text: str) -> None:
        """Fill the field with exactly this label."""
        self.page.get_by_label(label, exact=True).fill(text)

    def press(self, button: str) -> None:
        """Press the button with exactly this name."""
        self.page.get_by_role("button", name=button, exact=True).click()

    def sees(self, words: str | re.Pattern[str], *, within_seconds: float = PATIENCE_SECONDS) -> None:
        """Wait until these words are shown."""
        shown = self.page.get_by_text(words).filter(visible=True).first
        expect(shown).to_be_visible(timeout=within_seconds * 1000)

    def sees_heading(self, words: str) -> None:
        """Wait until a heading says exactly this."""
        expect(self.page.get_by_role("heading", name=words, exact=True)).to_be_visible()

    def is_at(self, path: str | re.Pattern[str]) -> None:
        """Wait until the address is this."""
        wanted = re.compile(re.escape(path) + r"(\?.*)?$") if isinstance(path, str) else path
        self.page.wait_for_url(wanted)

    def type_login(self, email: str, password: str = PASSWORD) -> None:
        """Fill and send the login form; where that leads is for the journey to say."""
        self.open("/ingresar")
        self.fill("E-mail", email)
        self.fill("Contraseña", password)
        self.press("Ingresar")

    def log_in(self, email: str, password: str = PASSWORD) -> None:
        """Log in to the panel by password alone."""
        self.type_login(email, password)
        self.is_at("/panel/resumen")

    def log_out(self) -> None:
        """Log out by the menu."""
        self.press("Tu cuenta")
        self.page.get_by_role("menuitem", name="Cerrar sesión").click()
        expect(self.page.get_by_role("link", name="Ingresar").first).to_be_visible()

    def start_charge(self, digits: str, means: str) -> str:
        """Type an amount at the counter and press a way to pay; return the id of the charge."""
        if not self.page.url.endswith("/panel/cobrar"):
            self.open("/panel/cobrar")
        self.type_amount(digits)
        self.press_means(means)
        self.is_at(CHARGE_PAGE)
        return self.page.url.rsplit("/", 1)[-1]

    def type_amount(self, digits: str) -> None:
        """Type at the counter as soon as it is ready for it."""
        expect(self._means().first).to_be_visible()
        self.page.keyboard.type(digits)

    def press_means(self, means: str) -> None:
        """Press a way to pay: QR, Terminal or Efectivo."""
        self._means().filter(has_text=means).click()

    def _means(self) -> Locator:
        return self.page.get_by_role("group", name="Cómo paga").get_by_role("button")

    def sees_paid(self, amount: str) -> Locator:
        """Wait for the full-screen answer; return it."""
        paid = self.page.get_by_role("dialog", name="Pagado")
        expect(paid).to_be_visible()
        expect(paid).to_contain_text(amount)
        return paid

    def qr_on_screen(self, name: str, *, within_seconds: float = PATIENCE_SECONDS) -> str:
        """Read a QR code off the screen, as a phone does."""
        code = self.page.get_by_role("img", name=name)
        expect(code).to_be_visible(timeout=within_seconds * 1000)
        return read_qr(code)

    def pay_with_phone(self, qr_text: str, answer: str = "Pagar") -> None:
        """Scan a QR text on the simulator's phone, in another tab, and pay (or refuse)."""
        phone = self.new_tab()
        phone.goto(f"{self.trial.simulator_url}/phone")
        phone.get_by_label("Texto del QR").fill(qr_text)
        phone.get_by_role("button", name="Escanear", exact=True).click()
        phone.get_by_role("button", name=answer, exact=True).click()
        expect(phone.locator("#done")).to_be_visible()
        phone.close()

    def terminal(self, terminal_id: str) -> Page:
        """Stand before a terminal, in another tab."""
        tab = self.new_tab()
        tab.goto(f"{self.trial.simulator_url}/terminal/{terminal_id}")
        return tab


def read_qr(code: Locator) -> str:
    """Return what a QR code on the screen says, read from its picture."""
    with tempfile.TemporaryDirectory() as folder:
        picture = Path(folder) / "qr.png"
        code.screenshot(path=picture)
        command = ["zbarimg", "--quiet", "--raw", "--set", "*.enable=0", "--set", "qrcode.enable=1", str(picture)]
        return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def totp(secret: str, *, steps_ahead: int = 0) -> str:
    """Return the code that an authentication app shows now, or so many half minutes from now."""
    command = ["oathtool", "--totp", "--base32", "--now", f"+{30 * steps_ahead} seconds", secret]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def money(text: str) -> re.Pattern[str]:
    """Match an amount as it is shown: ``$ 1.500,00`` with whichever space stands between."""
    return re.compile(r"\$\s*" + re.escape(text))
