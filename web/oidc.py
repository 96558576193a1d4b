"""Signing in at an OpenID Connect provider (Core 1.0, authorization code with PKCE), where the operator set one up.

The account is made of issuer and subject, so it stays the same person's when they rename themselves there. Optional:
``pip install authlib`` is needed, and the network to the provider. State, nonce and verifier wait in a signed cookie.
"""

import json
from importlib.util import find_spec
from secrets import token_urlsafe
from typing import Any

import httpx
from fastapi import APIRouter, Request
from fastapi.responses import RedirectResponse, Response
from itsdangerous import BadSignature, TimestampSigner

from core.accounts import May
from core.errors import SightlineError
from core.settings import Settings
from web.gate import desk_of, gate_of

router = APIRouter(prefix="/oidc")

WAITING = "sightline-oidc"
MINUTES_10 = 600
SECONDS = 10.0


class NoSuchProvider(SightlineError):
    """Signing in elsewhere is not set up, or the provider did not answer as the standard says."""

    code = "no_such_provider"


NOT_SET_UP = "Signing in with another provider is not set up here. Use your name and password."
REFUSED = "The provider did not confirm who you are. Try again, or use your name and password."


def is_set_up(settings: Settings) -> bool:
    return bool(settings.oidc_issuer and settings.oidc_client) and find_spec("authlib") is not None


@router.get("/begin")
def begin(request: Request) -> Response:
    """To the provider, with a state that only this browser can bring back."""
    settings = desk_of(request).settings
    if not is_set_up(settings):
        raise NoSuchProvider(NOT_SET_UP)
    waiting = {"state": token_urlsafe(24), "nonce": token_urlsafe(24), "verifier": token_urlsafe(48)}
    with _client(request) as client:
        address, _ = client.create_authorization_url(
            _provider(settings)["authorization_endpoint"],
            state=waiting["state"],
            nonce=waiting["nonce"],
            code_verifier=waiting["verifier"],
        )
    response = RedirectResponse(address, 303)
    kept = _signer(request).sign(json.dumps(waiting)).decode()
    response.set_cookie(
        WAITING, kept, max_age=MINUTES_10, httponly=True, samesite="lax", secure=settings.https, path="/oidc"
    )
    return response


@router.get("/back")
def back(request: Request, code: str = "", state: str = "") -> Response:
    """From the provider: its signed token says who it is."""
    desk = desk_of(request)
    if not is_set_up(desk.settings):
        raise NoSuchProvider(NOT_SET_UP)
    waiting = _waiting(request)
    if not code or state != waiting["state"]:
        raise NoSuchProvider(REFUSED)
    claims = _claims(request, desk.settings, code, waiting)
    subject = f"{desk.settings.oidc_issuer} {claims['sub']}"
    account = desk.store.vault.pseudonym(subject)
    found = desk.accounts.account(account)
    if found is None:
        desk.store.admit(subject)
        found = desk.accounts.open_account(account)
        desk.accounts.grant(account, account, May.OWN)
    response = RedirectResponse("/", 303)
    gate_of(request).open(response, desk.accounts.sign_in(found))
    response.delete_cookie(WAITING, path="/oidc")
    return response


def _client(request: Request) -> Any:
    """An ``httpx.Client`` of authlib's, which has no type stubs for being closed."""
    from authlib.integrations.httpx_client import OAuth2Client

    settings = desk_of(request).settings
    secret = settings.oidc_secret.get_secret_value() if settings.oidc_secret else None
    return OAuth2Client(
        settings.oidc_client,
        secret,
        redirect_uri=_back(request),
        scope="openid profile",
        code_challenge_method="S256",
        timeout=SECONDS,
    )


def _claims(request: Request, settings: Settings, code: str, waiting: dict[str, str]) -> dict[str, Any]:
    """Raises NoSuchProvider for a token of another issuer, audience, nonce or key, or one that is out of date."""
    from authlib.integrations.base_client.errors import OAuthError
    from joserfc import jwt
    from joserfc.errors import JoseError
    from joserfc.jwk import KeySet

    provider = _provider(settings)
    try:
        with _client(request) as client:
            token: dict[str, Any] = client.fetch_token(
                provider["token_endpoint"], code=code, code_verifier=waiting["verifier"]
            )
        keys = KeySet.import_key_set(_fetch(provider["jwks_uri"]))  # pyright: ignore[reportArgumentType] - JSON
        told = jwt.decode(token["id_token"], keys, algorithms=["RS256", "ES256"])
        jwt.JWTClaimsRegistry(
            iss={"essential": True, "value": provider["issuer"]},
            aud={"essential": True, "value": settings.oidc_client or ""},
            nonce={"essential": True, "value": waiting["nonce"]},
            sub={"essential": True},
            exp={"essential": True},
        ).validate(told.claims)
    except (OAuthError, JoseError, httpx.HTTPError, KeyError, ValueError):
        raise NoSuchProvider(REFUSED) from None
    return told.claims


def _provider(settings: Settings) -> dict[str, Any]:
    """The provider's own description (OpenID Connect Discovery 1.0)."""
    told = _fetch(f"{(settings.oidc_issuer or '').rstrip('/')}/.well-known/openid-configuration")
    if told.get("issuer", "").rstrip("/") != (settings.oidc_issuer or "").rstrip("/"):
        raise NoSuchProvider(REFUSED)
    return told


def _fetch(url: str) -> dict[str, Any]:
    try:
        answer = httpx.get(url, timeout=SECONDS)
        answer.raise_for_status()
        return answer.json()
    except (httpx.HTTPError, ValueError):
        raise NoSuchProvider("The provider does not answer. Try later, or use your name and password.") from None


def _waiting(request: Request) -> dict[str, str]:
    try:
        return json.loads(_signer(request).unsign(request.cookies.get(WAITING, ""), max_age=MINUTES_10))
    except (BadSignature, ValueError):
        raise NoSuchProvider(REFUSED) from None


def _signer(request: Request) -> TimestampSigner:
    return TimestampSigner(gate_of(request).secret, salt="sightline-oidc")


def _back(request: Request) -> str:
    scheme = "https" if desk_of(request).settings.https else "http"
    return f"{scheme}://{request.headers['host']}/oidc/back"
