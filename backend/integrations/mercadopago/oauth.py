"""Linking accounts by OAuth with PKCE (reference §1): implements ``payments.ports.AccountLinker``."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from backend.config import MercadoPagoApplication, Settings
from backend.integrations.mercadopago.client import Call, MercadoPagoClient
from backend.integrations.mercadopago.reading import number, object_of, required, text
from backend.payments.errors import GrantRefused, MercadoPagoNotConfigured, ProviderRefused, ProviderUnauthorized
from backend.payments.ports import Seller, TokenGrant

TOKEN_PATH = "/oauth/token"  # noqa: S105 - a path
# What the documentation promises when an answer does not say it (180 days).
DEFAULT_LIFE_SECONDS = 15_552_000
MAX_TOKEN = 2048


class OAuthLinker:
    """Walks sellers through consent and turns codes and refresh tokens into token pairs."""

    def __init__(self, client: MercadoPagoClient, settings: Settings) -> None:
        """Use this client, and the applications of the installation."""
        self._client = client
        self._settings = settings

    def is_configured(self, app_type: str) -> bool:
        """Tell whether the installation has an application for this type."""
        return self._settings.mercadopago_application(app_type) is not None

    def authorization_url(self, app_type: str, state: str, code_challenge: str) -> str:
        """Return the consent page's URL; raises MercadoPagoNotConfigured."""
        query = {
            "client_id": self._application(app_type).client_id,
            "response_type": "code",
            "platform_id": "mp",
            "state": state,
            "redirect_uri": self._settings.mp_redirect,
            "code_challenge": code_challenge,
            "code_challenge_method": "S256",
        }
        return f"{self._settings.mp_auth_base_url}/authorization?{urlencode(query)}"

    def exchange(self, app_type: str, code: str, code_verifier: str) -> TokenGrant:
        """Turn a code into the first token pair; sent once, because the code works once."""
        return self._ask_for_tokens(
            app_type,
            {
                "grant_type": "authorization_code",
                "code": code,
                "redirect_uri": self._settings.mp_redirect,
                "code_verifier": code_verifier,
            },
        )

    def refresh(self, app_type: str, refresh_token: str) -> TokenGrant:
        """Turn a refresh token (works once) into the next pair; never repeated here: the caller knows how often."""
        return self._ask_for_tokens(app_type, {"grant_type": "refresh_token", "refresh_token": refresh_token})

    def whoami(self, access_token: str) -> Seller:
        """Tell whose token it is."""
        body = object_of(self._client.send(Call("GET", "/users/me", token=access_token)).body)
        return Seller(
            provider_user_id=required(body.get("id"), 20, "user id"),
            nickname=text(body.get("nickname"), 120),
            site_id=text(body.get("site_id"), 4),
        )

    def _application(self, app_type: str) -> MercadoPagoApplication:
        application = self._settings.mercadopago_application(app_type)
        if application is None:
            raise MercadoPagoNotConfigured
        return application

    def _ask_for_tokens(self, app_type: str, grant: dict[str, str]) -> TokenGrant:
        application = self._application(app_type)
        body = {"client_id": application.client_id, "client_secret": application.client_secret, **grant}
        try:
            return _grant_of(self._client.send(Call("POST", TOKEN_PATH, body=body)).body)
        except ProviderRefused as refusal:
            if refusal.reason == "invalid_grant":
                raise GrantRefused(reason=refusal.reason, provider_status=refusal.provider_status) from refusal
            if isinstance(refusal, ProviderUnauthorized):  # about our application, not about a seller's token
                raise ProviderRefused(reason=refusal.reason, provider_status=refusal.provider_status) from refusal
            raise


def _grant_of(body: Any) -> TokenGrant:
    answer = object_of(body, "token answer")
    refresh_token = answer.get("refresh_token")
    return TokenGrant(
        access_token=required(answer.get("access_token"), MAX_TOKEN, "access token"),
        refresh_token=None if refresh_token is None else required(refresh_token, MAX_TOKEN, "refresh token"),
        expires_in=number(answer.get("expires_in"), 1) or DEFAULT_LIFE_SECONDS,
        scope=text(answer.get("scope"), 255),
        provider_user_id=text(answer.get("user_id"), 20),
        public_key=text(answer.get("public_key"), 120),
        is_live=answer.get("live_mode") is not False,
    )
