"""Invented guidelines in our own words, for the tests of the library. Nothing in them is advice."""

import hashlib
from collections.abc import Sequence

from answers.guidelines.documents import Guideline, Passage


def guideline(title: str = "Invented guide", content: str = "one", **told: object) -> Guideline:
    sha256 = hashlib.sha256(content.encode()).hexdigest()
    known = {"title": title, "organisation": "Invented Society", "retrieved": "2026-01-01", "sha256": sha256}
    return Guideline.model_validate(known | told)


def passages(count: int = 2, of: str = "guide") -> tuple[Passage, ...]:
    return tuple(
        Passage(number=n, heading=("Invented",), text=f"Passage {n} of the {of}.") for n in range(1, count + 1)
    )


WHO = (
    "A doctor",
    "A nurse",
    "Your team",
    "A surgeon",
    "A pathologist",
    "A dietitian",
    "A pharmacist",
    "A social worker",
)
DOES = ("explains", "writes down", "talks about", "plans", "checks", "describes", "reviews", "prepares")
WHAT = ("the first visit", "a blood test", "a scan of the bones", "the next step", "a small operation", "the results",
        "a question of yours", "the way home")  # fmt: skip
WHEN = ("before treatment starts", "when you feel ready", "in the second week", "after the tests are back",
        "on the day itself", "while you wait", "with your family there", "as often as you need")  # fmt: skip


def sentence(number: int) -> str:
    """One of 4,096 that are all different, and true of nothing."""
    who, does, what, when = (number // step % 8 for step in (1, 8, 64, 512))
    return f"{WHO[who]} {DOES[does]} {WHAT[what]} {WHEN[when]}."


def prose(first: int, sentences: int) -> str:
    return " ".join(sentence(number) for number in range(first, first + sentences))


def html(title: str, body: str, head: str = "") -> bytes:
    start = f"<!doctype html><html><head><meta charset='utf-8'><title>{title}</title>{head}</head>"
    return f"{start}<body>{body}</body></html>".encode()


def webpage(title: str, sections: Sequence[tuple[str, str]], head: str = "") -> bytes:
    told = "".join(f"<h2>{heading}</h2><p>{text}</p>" for heading, text in sections)
    return html(title, f"<main><h1>{title}</h1>{told}</main>", head)
