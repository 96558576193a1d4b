"""Signing in at a provider: a small one that speaks the standard, on this machine, with a key of its own."""

import json
import threading
import time
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from fastapi.testclient import TestClient
from joserfc import jwt
from joserfc.jwk import KeySet, RSAKey

from core.settings import Settings
from web.app import create_app

CLIENT = "sightline-test"


class Provider(ThreadingHTTPServer):
    """Hands out whatever ``claims`` say, signed by ``key``; ``nonce`` is what it was last asked with."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.issuer = f"http://127.0.0.1:{self.server_port}"
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.signing = self.key
        self.claims: dict[str, object] = {}

    def id_token(self) -> str:
        told = {"iss": self.issuer, "aud": CLIENT, "sub": "someone", "exp": int(time.time()) + 60, **self.claims}
        return jwt.encode({"alg": "RS256", "kid": "one"}, told, self.signing)


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        issuer = self.server.issuer
        paths = {
            "/.well-known/openid-configuration": {
                "issuer": issuer,
                "authorization_endpoint": f"{issuer}/authorize",
                "token_endpoint": f"{issuer}/token",
                "jwks_uri": f"{issuer}/keys",
            },
            "/keys": KeySet([self.server.key]).as_dict(private=False),
        }
        self._answer(paths[self.path])

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        self._answer({"access_token": "a", "token_type": "Bearer", "id_token": self.server.id_token()})

    def _answer(self, told: object) -> None:
        content = json.dumps(told).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:
        return


@pytest.fixture
def provider() -> Iterator[Provider]:
    server = Provider()
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def client(tmp_path: Path, provider: Provider) -> Iterator[TestClient]:
    settings = Settings(home=tmp_path, accounts="many", oidc_issuer=provider.issuer, oidc_client=CLIENT)
    with TestClient(create_app(settings), base_url="http://127.0.0.1") as client:
        yield client


def begin(client: TestClient, provider: Provider) -> str:
    """The state the provider is to send back."""
    asked = client.get("/oidc/begin", follow_redirects=False)
    query = parse_qs(urlsplit(asked.headers["location"]).query)
    assert query["code_challenge_method"] == ["S256"]
    provider.claims = {"nonce": query["nonce"][0]}
    return query["state"][0]


def test_who_the_provider_names_is_signed_in(client: TestClient, provider: Provider) -> None:
    """Twice the same person: the same account, with records of their own."""
    state = begin(client, provider)
    first = client.get("/oidc/back", params={"code": "c", "state": state})
    assert "Whose records" in first.text
    client.cookies.clear()
    again = client.get("/oidc/back", params={"code": "c", "state": begin(client, provider)})
    assert again.text.count(">your own<") == 1


@pytest.mark.parametrize(
    "wrong", [{"nonce": "another"}, {"aud": "another"}, {"iss": "https://another.example"}, {"exp": 1}]
)
def test_a_token_meant_otherwise_opens_nothing(
    client: TestClient, provider: Provider, wrong: dict[str, object]
) -> None:
    """Of another request, for another client, from another issuer, or out of date."""
    state = begin(client, provider)
    provider.claims |= wrong
    assert client.get("/oidc/back", params={"code": "c", "state": state}).status_code == 400
    assert "Whose records" not in client.get("/").text


def test_a_token_of_another_key_opens_nothing(client: TestClient, provider: Provider) -> None:
    """Signed by somebody else."""
    state = begin(client, provider)
    provider.signing = RSAKey.generate_key(2048, {"kid": "one"})
    assert client.get("/oidc/back", params={"code": "c", "state": state}).status_code == 400


def test_an_answer_that_this_browser_did_not_ask_for_opens_nothing(client: TestClient, provider: Provider) -> None:
    """A link with somebody else's code (login CSRF) is refused by its state."""
    begin(client, provider)
    assert client.get("/oidc/back", params={"code": "c", "state": "theirs"}).status_code == 400


def test_without_a_provider_there_is_no_such_door(tmp_path: Path) -> None:
    """It is an option of the operator's."""
    with TestClient(create_app(Settings(home=tmp_path, accounts="many")), base_url="http://127.0.0.1") as client:
        assert client.get("/oidc/begin").status_code == 400
        assert "provider" not in client.get("/").text
