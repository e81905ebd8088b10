"""An installation that was only started sells online: the simulator's platform collects, the page pays, news arrive."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest
import requests

import trial
from tests.fixtures.simulator import wait_for

pytestmark = pytest.mark.slow


def test_owner_renews_by_the_checkout_page(tmp_path):
    with trial.running(tmp_path) as installation:
        owner = installation.sign_in(trial.OWNER)

        def states():
            listed = owner.call("GET", "/account/subscriptions")["suscripciones"]
            return {one["id"]: one["estado"] for one in listed}

        (current,) = states()
        asked = owner.call("POST", f"/account/subscriptions/{current}/renovar", {})
        page = parse_qs(urlsplit(asked["payment_url"]).query)["pref_id"][0]
        shown = requests.get(asked["payment_url"], timeout=30)
        assert "Plataforma" in shown.text
        form = {"pref_id": page, "card": "visa-approved", "installments": "1"}
        paid = requests.post(f"{installation.simulator_url}/checkout/v1/redirect", form, timeout=30)
        assert "Listo, pagaste" in paid.text
        renewed = asked["suscripcion"]["id"]
        assert wait_for(lambda: states()[renewed] == "programada", 30)
        assert states()[current] == "activa"
