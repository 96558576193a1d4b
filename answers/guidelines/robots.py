"""What a site lets robots read: its robots.txt as RFC 9309 has it, with the pause that many sites ask for beside it.

urllib's parser takes the first rule that fits instead of the longest, and knows neither ``*`` nor ``$``.
"""

import re
from collections.abc import Sequence
from typing import NamedTuple
from urllib.parse import quote, urlsplit


class Rule(NamedTuple):
    """``length`` decides between rules that fit, ``allows`` between those of one length."""

    length: int
    allows: bool
    path: re.Pattern[str]


class Robots:
    """The rules for one robot. ``pause`` is in seconds, 0 where none is asked for."""

    def __init__(self, text: str, name: str) -> None:
        lines = [_field(line) for line in text.lstrip("\ufeff").splitlines()]
        groups = _groups(lines)
        own = groups.get(name.lower(), groups.get("*", ()))
        self.sitemaps = tuple(value for field, value in lines if field == "sitemap" and value)
        self.rules = sorted((_rule(field, value) for field, value in own if value and "allow" in field), key=_weight)
        pauses = (float(value) for field, value in own if field == "crawl-delay" and _is_number(value))
        self.pause = max(pauses, default=0.0)

    def allows(self, url: str) -> bool:
        parts = urlsplit(url)
        path = _encoded(f"{parts.path or '/'}{'?' if parts.query else ''}{parts.query}")
        fitting = [rule for rule in self.rules if rule.path.match(path)]
        return fitting[-1].allows if fitting else True


def _field(line: str) -> tuple[str, str]:
    name, _, value = line.partition("#")[0].partition(":")
    return name.strip().lower(), value.strip()


def _groups(lines: Sequence[tuple[str, str]]) -> dict[str, list[tuple[str, str]]]:
    """The rules by the robot they are for; groups for one robot are one."""
    groups: dict[str, list[tuple[str, str]]] = {}
    robots: list[str] = []
    is_naming = False
    for field, value in lines:
        if field == "user-agent":
            name = re.match(r"[a-z_-]+|\*", value.lower())
            robots = [*(robots if is_naming else []), name[0] if name else ""]
            groups.setdefault(robots[-1], [])
            is_naming = True
        elif field in ("allow", "disallow", "crawl-delay"):
            is_naming = False
            for robot in robots:
                groups[robot].append((field, value))
    return groups


def _rule(field: str, value: str) -> Rule:
    written = _encoded(value)
    ends = written.endswith("$")
    path = ".*".join(map(re.escape, re.split(r"\*+", written.removesuffix("$"))))
    return Rule(len(written), field == "allow", re.compile(path + ("$" if ends else "")))


def _weight(rule: Rule) -> tuple[int, bool]:
    return rule.length, rule.allows


def _encoded(path: str) -> str:
    """One way of writing for each path: letters beyond ASCII encoded in capitals, plain ones not encoded."""

    def written(code: re.Match[str]) -> str:
        plain = chr(int(code[1], 16))
        return plain if re.match(r"[A-Za-z0-9._~-]", plain) else code[0].upper()

    return re.sub(r"%([0-9a-fA-F]{2})", written, quote(path, safe="!#$%&'()*+,/:;=?@[]~"))


def _is_number(text: str) -> bool:
    return bool(re.fullmatch(r"\d{1,5}(?:\.\d+)?", text))
