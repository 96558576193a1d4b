"""A small web site of invented pages on this machine, for the tests of the library."""

import threading
from collections.abc import Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType
from typing import NamedTuple

from tiny_guidelines import prose, webpage


class Reply(NamedTuple):
    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = MappingProxyType({})


class Invented(ThreadingHTTPServer):
    """Answers by ``pages``: a reply, or a list of them of which the last stays. ``asked`` are the paths, in order;
    ``dead`` from the so-manieth request on it hangs up."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.pages: dict[str, Reply | list[Reply]] = {}
        self.asked: list[str] = []
        self.sent: list[dict[str, str]] = []
        self.dead: int | None = None
        self.robots("")

    def robots(self, text: str) -> None:
        self.pages["/robots.txt"] = Reply(body=text.encode())

    def sitemap(self, *paths: str) -> None:
        self.pages["/sitemap.xml"] = Reply(body=urlset(*(f"{self.url}{path}" for path in paths)))

    def add(self, count: int) -> list[str]:
        """So many pages, with their sitemap."""
        paths = [f"/types/breast/page-{number}" for number in range(count)]
        self.pages |= {path: page(number) for number, path in enumerate(paths)}
        self.sitemap(*paths)
        return paths

    def count(self, part: str = "/types/") -> int:
        return sum(path.startswith(part) for path in self.asked)


class Answers(BaseHTTPRequestHandler):
    server: Invented

    def do_GET(self) -> None:
        server = self.server
        server.asked.append(self.path)
        server.sent.append(dict(self.headers))
        if server.dead is not None and len(server.asked) > server.dead:
            self.close_connection = True
            return
        found = server.pages.get(self.path, Reply(404))
        if isinstance(found, list):
            found = found.pop(0) if len(found) > 1 else found[0]
        tag, since = found.headers.get("ETag"), found.headers.get("Last-Modified")
        if (tag and self.headers["If-None-Match"] == tag) or (since and self.headers["If-Modified-Since"] == since):
            found = Reply(304, b"", {"ETag": tag} if tag else {})
        self.send_response(found.status)
        for name, value in found.headers.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(found.body)))
        self.end_headers()
        self.wfile.write(found.body)

    def log_message(self, format: str, *args: object) -> None:
        return


def page(number: int, **headers: str) -> Reply:
    """A page of ours; its headers' names with underscores."""
    told = {name.replace("_", "-"): value for name, value in headers.items()}
    sections = [("Tests", prose(20 * number, 10)), ("Plans", prose(20 * number + 10, 10))]
    return Reply(body=webpage(f"Invented page {number}", sections), headers=told)


def urlset(*addresses: str, kind: str = "urlset", of: str = "url") -> bytes:
    listed = "".join(f"<{of}><loc>\n {address} </loc></{of}>" for address in addresses)
    return (
        f'<?xml version="1.0"?><{kind} xmlns="http://www.sitemaps.org/schemas/sitemap/0.9">{listed}</{kind}>'.encode()
    )


@contextmanager
def invented_site() -> Generator[Invented]:
    server = Invented()
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()
