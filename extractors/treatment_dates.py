"""Which dates of a stretch belong to its treatment, and whether they are its start, its end or its day."""

import re

from extractors.dates import DateMention, shared_part
from extractors.treatment_cycles import DatedCycle, find_dated_cycles, find_row
from extractors.treatment_details import find_last_hold, is_of_a_pause, is_other_date, own_end
from extractors.treatment_mentions import Stretch, find_bracket
from extractors.treatment_turns import ARROW

START = re.compile(
    r"\b(?:commenc\w+|start\w*|beg[au]n\w*|initiat\w+|from(?!\W+\d[\d.]*\s?(?:mg|g|mcg|%|to)\b)|since|restart\w*|resum\w+|switch\w*|introduc\w+)"
    r"\W+(?:\w+\W+){0,6}$|\bfirst (?:treatment|fraction)\W+$",
    re.I,
)
END = re.compile(
    r"\b(?:complet\w+|finish\w+|until|end(?:ed|ing)|stopp\w+|discontinu\w+|ceas\w+|withdrawn|final)\W+(?:\w+\W+){0,6}$"
    r"|\bend date\W+$|\blast (?:treatment|fraction)\W+$|\b(?:to|till|until)\W+$"
    r"|\buntil\W+(?:disease )?(?:progression|relapse)\W+(?:in\W+)?$|\bto\W+(?:day|cycle|week|D|C)\W?\d+\W+$",
    re.I,
)
ONE_CYCLE = re.compile(
    r"\bcomplet\w+(?:[^\w.;]+\w+){0,2}?[^\w.;]+(?:(?:first|second|third|fourth|fifth)\W+(?:\w+\W+)?cycle|cycle\W+\d+)\b"
    r"|\b(?:cycle|C)\W?\d+\b(?!\s?[-–]\s?\d)(?:[^\w.;,)]+(?!cycle)[\w/-]+){0,4}?[^\w.;,)]+complet\w+",
    re.I,
)
"""What ended then was a cycle: "completed her first cycle on", "cycle 4 FOLFIRI completed"."""
OFF = re.compile(r"\boff\s(?:(?:the|her|his)\s)?$", re.I)
SINCE = re.compile(r"\bsince\W+(?:(?:early|mid|late)\W+)?$", re.I)
"""Before the end of what a patient is off: "off lenvatinib since 9 June"."""
LAST_DOSE = re.compile(
    r"\blast\s(?:dose|cycle|infusion|injection|treatment|given|administered|received)\W*(?:(?:was|given|on|in|dated)\W+)*$",
    re.I,
)
"""Before the day of what need not have ended then."""
LAST = re.compile(r"\blast\W+(?:\w+\W+){0,6}$", re.I)
"""An end only of what has ended: "last injection in May, next due in August" goes on."""
ENDED = re.compile(r"\b(?:complet|finish|stopp|discontinu|ceas|withdr)", re.I)
BEGUN = re.compile(r"\b(?:start|commenc|beg[aiu]n|initiat|restart|resum|switch|introduc)", re.I)
OF_OTHERS = re.compile(
    r"\s*(?:which |that |this )?(?:shows?|showed|demonstrate[sd]?|reveal(?:s|ed)|confirm(?:s|ed))\b"
    r"|[\s,]*(?:after|following)\s+(?:\w+\s+){0,3}(?:cycles|courses|doses|weeks|months)\b",
    re.I,
)
"""What follows the date of a finding or of the next step: "January 2024 showed", "4 May after 3 cycles of"."""
ENTRY_OF_OTHERS = re.compile(
    r"\W*(?:MD[TM]|tumou?r board|multi-?disciplinary (?:team|meeting)|(?:histo)?pathology|(?:histo|cyto)logy|HPE)\b"
    r"(?:(?![.]\s|\n\n|\n[ \t]*\d).)*",
    re.I | re.S,
)
"""How far the first sentence of an entry goes whose date is that of a board or of a finding."""
PUT_OFF = re.compile(
    r"[\s|,:–-]{0,4}(?:(?:cycle |C|#)?\d{1,2}(?:/\d{1,2})?\W{1,3})?(?:was |were )?"
    r"(?:deferred|postponed|withheld|held|omitted|cancelled|not (?:given|instilled))\b(?! (?:from|after|since|at|in) )",
    re.I,
)
"""Behind the name in an entry of a day on which it was not given: "30/04/26  BCG 4/6 WITHHELD"."""
ITS_OWN = re.compile(r"[\s,(]*(?:was |were )?(?:performed |done |carried out )?(?:on|in|dated)?\s*(?:the\s+)?")
"""Between an operation or a medicine and the date that is its own: "chemotherapy in May, then lobectomy on 3 July"."""
BRINGS_ABOUT = re.compile(
    r"\W{0,3}(?:which |that |this |and )?(?:requir|prompt|necessitat|trigger|led to|leading to|so |therefore )\w*[\s,]+"
    r"(?:(?:an?|the|was|were) )?(?:switch\w*|chang\w*|conver\w+|mov\w+|escalat\w+)\s(?:\w+\s){0,3}?"
    r"(?:to|onto)\s(?:\w+\s){0,2}",
    re.I,
)
OF_THE_HOLD = re.compile(r"\s(?:(?:since|from|on|in)\s)?")
"""Between a hold and its day."""
OPEN_RANGE = re.compile(r"\s?[-–—](?:[ ]{2,}|\t|$|\n)")
"""A range that nothing closes, at the head of a row: "01/2023-    Enzalutamide"."""
NEXT_STEP = re.compile(rf"{ARROW}(?!\s*[\d(])(?=[^\n]*[a-z]{{3}})", re.I)
"""What leads to another step of a chain, whatever that is: "CAPOX x4 -> off treatment 3/2023"; not "2019 -> 2021"."""
START_AND_END = re.compile(
    r"\b(?:start\w*|begin|began|from|first)\b[^\n]{0,30}\b(?:end\w*|stop\w*|finish\w*|completed?|to|last)\b", re.I
)
YEAR_COLUMN = re.compile(
    r"^(?=.*(?<!start )(?<!begin )\b(?:year|yr)s?\b(?!\s*(?:start|beg[aiu]n|commenced|given)))"
    r".*\b(?:start\w*|beg[aiu]n|commenced|from|first|dates?|given)\b",
    re.I,
)
"""Titles of a column of years and of one of days: "Year  Drug  Started  Stopped"."""
IN_A_COLUMN = re.compile(r"(?:[ ]{2}|[\t|])[ \t]*$")
COLUMNS = re.compile(r"[ ]+|[ ]*[\t|][ \t|]*")
ROWS_BELOW_TITLES, TITLES_WITHIN = 9, 1500
A_YEAR = re.compile(
    r"\b(?:\d{1,2}[ /.-]){0,2}(?:(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*[ /.-]?)?(?:19|20)\d\d\b",
    re.I,
)
LEADS_TO_A_DATE = re.compile(
    r"\b(?:until|till|to|through|up to|stopped|completed|finished|ended|ceased|discontinued|from|since|restarted)"
    r"(?:\s(?:in|on|by|early|late|mid))*\W*$",
    re.I,
)
"""What is said of the next date, not of the one that begins the line: "2019  tamoxifen until 3/2024"."""
CLAUSE_ENDS = re.compile(r"[.;,](?:\s|$)|\((?=[^()\n]*\d)")
NEXT_ILLNESS = re.compile(
    r"\s*(?:,|;|,?\s(?:and|with))\s+(?=[^.;]*\b(?:treated|managed|had|underwent|received|for which|s/p)\b)", re.I
)
"""Between the time of an illness and another illness, of which a treatment is told."""
ILLNESS_OF_A_YEAR = re.compile(
    r"\b(?:cancer|carcinoma|tumou?r|melanoma|sarcoma|DCIS|seminoma|adenocarcinoma)\b[^.;:\n\d]{0,25}(?:\([^()\n]{1,20}\)\s?)?"
    r"(?P<year>(?:19|20)\d\d)\)?\s?(?:[-–:,(]|\btreated (?:with|by)\b)\s?(?:(?:s/p|status post)\s)?"
    r"(?:(?:left|right|bilateral|total|radical|partial|laparoscopic)\s)*$",
    re.I,
)
AT_ONCE = ("surgery", "transplant")
RELATIVE = re.compile(
    r"[^.;,]{0,40}?\b(?:(?:last|this) (?:week|month|year|spring|summer|autumn|winter)|\w+ ago)\b", re.I
)
"""What follows a treatment whose time is reckoned from the day of the letter: a date before it is of something else."""


def claimed_dates(text: str, stretch: Stretch) -> tuple[DateMention, ...]:
    """Those of its dates that no other event claims: not "CT on 3 May" after the name of an operation."""
    if stretch.heading:
        return stretch.dates
    group = stretch.group
    found = [one for one in stretch.dates if one.end <= group.start and _is_of_others(text, one, group.start)]
    own = next((one for one in stretch.dates if one.start >= group.end), None)
    if RELATIVE.match(text, group.end, stretch.end):
        found += [one for one in stretch.dates if one.end <= group.start]
    if own and own.bound == "opens" and ITS_OWN.fullmatch(text, group.end, own.start):
        found += [
            one for one in stretch.dates if one.end <= group.start and set(",:") & set(text[one.end : group.start])
        ]
    found += [one for one in stretch.dates[:1] if _is_year_of_a_row(text, stretch, one)]
    found += [one for one in stretch.dates if one.end <= group.start and _is_of_another_illness(text, one, group.start)]
    if step := NEXT_STEP.search(text, group.end, stretch.end):
        found += [one for one in stretch.dates if one.start > step.start()]
    held = find_last_hold(text, stretch)
    end, opening = own_end(text, stretch), find_bracket(text, stretch)
    outside = [one for one in stretch.dates if opening is not None and one.end <= opening]
    found += outside[:-1]  # "cycle 2 on 3 May, cycle 3 on 24 May (docetaxel reduced)": of the last alone
    return tuple(
        one
        for one in stretch.dates
        if one not in found
        and one.start < end
        and not is_of_a_pause(text, stretch, one.start)
        and (
            not is_other_date(text, group.end if one.start >= group.end else stretch.start, one.start)
            or _brought_about(text, one, group.start)
            or (held is not None and OF_THE_HOLD.fullmatch(text, held.end, one.start))
        )
    )


def _brought_about(text: str, one: DateMention, start: int) -> bool:
    """ "Progression July 2023 requiring a switch to fulvestrant": in that month, if not on a certain day."""
    return len(one.value) <= len("2023-07") and BRINGS_ABOUT.fullmatch(text, one.end, start) is not None


def _is_year_of_a_row(text: str, stretch: Stretch, first: DateMention) -> bool:
    """Whether a column of years begins the row whose other columns tell the days: "2021  FOLFOX  03/2021  08/2021"."""
    line = text.rfind("\n", 0, first.start) + 1
    if len(first.value) > 4 or first.bound or text[line : first.start].strip(" \t|•*-.)123456789"):
        return False
    finer = [one for one in stretch.dates[1:] if len(one.value) > 4 and one.start < (text + "\n").find("\n", first.end)]
    if not finer or first.end > stretch.group.start:
        return False
    if text[stretch.group.end : finer[0].start].strip() and not IN_A_COLUMN.search(text, first.end, finer[0].start):
        return False
    above = text[max(line - TITLES_WITHIN, 0) : line].splitlines()[-ROWS_BELOW_TITLES:]
    titled = any(YEAR_COLUMN.search(title) for title in above)
    return titled or all(one.value.startswith(first.value) for one in finer)


def _is_of_another_illness(text: str, one: DateMention, start: int) -> bool:
    """ "Barrett's since 2015 and seminoma treated with orchidectomy": a time since when is of what stands before it."""
    since = SINCE.search(text, max(one.start - 20, 0), one.start)
    return since is not None and NEXT_ILLNESS.match(text, one.end, start) is not None


def _is_of_others(text: str, one: DateMention, start: int) -> bool:
    entry = ENTRY_OF_OTHERS.match(text, one.end, start)
    return (entry is not None and entry.end() == start) or OF_OTHERS.match(text, one.end) is not None


def is_put_off(text: str, stretch: Stretch) -> bool:
    dated = stretch.in_list and bool(stretch.dates) and stretch.dates[0].end <= stretch.group.start
    at_once = stretch.group.names[0].entry.type in AT_ONCE
    return (dated or at_once or find_row(text, stretch.group.start) is not None) and PUT_OFF.match(
        text, stretch.group.end
    ) is not None


def date_roles(
    text: str, stretch: Stretch, dates: tuple[DateMention, ...], kind: str, given: frozenset[str]
) -> dict[str, str]:
    """``start``, ``end`` and ``date``: the day of something done at once, else the first of what is known.

    What was done at once between two dates was done in their year or month, if they share one.
    """
    roles: dict[str, str] = {}
    if kind in AT_ONCE and any(one.bound for one in dates):
        shared = shared_part(one.value for one in dates if one.bound)
        return {"date": shared} if shared else {}
    cycles = {one.date: one for one in find_dated_cycles(text, stretch)}
    rest = dates if kind in AT_ONCE else _without_cycles(dates, cycles, roles)
    if kind not in AT_ONCE and (course := _row_of_a_course(text, rest, kind)):
        roles["start"], roles["end"] = course
        rest = ()
    held = find_last_hold(text, stretch)
    off = OFF.search(text, max(stretch.group.start - 12, 0), stretch.group.start)
    own = [one for one in dates if ITS_OWN.fullmatch(text, stretch.group.end, one.start)]
    for one in own if own and kind in AT_ONCE else rest:
        before = ONE_CYCLE.sub(" cycle", _words_for(text, stretch, one))
        if OPEN_RANGE.match(text, one.end) and _begins_a_line(text, one):
            roles.setdefault("start", one.value)
        elif one.bound:
            roles.setdefault("start" if one.bound == "opens" else "end", one.value)
        elif kind in AT_ONCE:
            roles.setdefault("date", one.value)
        elif (
            (held and one.start >= held.end)
            or END.search(before)
            or (off and SINCE.search(before))
            or (given & {"completed", "stopped"} and LAST.search(before))
        ):
            roles.setdefault("end", one.value)
        elif START.search(before):
            roles.setdefault("start", one.value)
        elif given & {"completed", "stopped"} and _has_ended_by(text[stretch.start : one.start], given):
            roles.setdefault("end", one.value)
        elif "started" in given:
            roles.setdefault("start", one.value)
        elif not LAST_DOSE.search(before):
            roles.setdefault("date", one.value)
    if any(one.number == 1 for one in cycles.values()):
        roles.pop("date", None)
    if first := roles.get("date") or roles.get("start") or roles.get("end"):
        roles["date"] = first
    if roles.get("start", "") > roles.get("end", "9999"):
        roles.pop("end")
    return roles


def _has_ended_by(said: str, given: frozenset[str]) -> bool:
    """Whether what stands before a date is an end: "completed 5 cycles of it on 15 March, having begun in January"."""
    said = ONE_CYCLE.sub(" cycle", said)
    return ENDED.search(said) is not None and ("started" not in given or not BEGUN.search(said))


def year_of_the_illness(text: str, stretch: Stretch) -> str | None:
    """That of the cancer whose first operation it heads: "Left breast cancer 2004 - WLE, radiotherapy"."""
    start = stretch.group.start
    said = ILLNESS_OF_A_YEAR.search(text, max(start - 90, text.rfind("\n", 0, start) + 1), start)
    return said["year"] if said else None


def last_dose(text: str, stretch: Stretch, dates: tuple[DateMention, ...]) -> str | None:
    """The day of the last dose so far, which is the end only of what is told elsewhere to have ended."""
    before = ((one, text[max(one.start - 40, stretch.start) : one.start]) for one in dates)
    return next((one.value for one, words in before if LAST_DOSE.search(words)), None)


def _without_cycles(
    dates: tuple[DateMention, ...], cycles: dict[DateMention, DatedCycle], roles: dict[str, str]
) -> tuple[DateMention, ...]:
    """The dates of no cycle. That of the first cycle is the start; that of another counts if there is no other date."""
    first = next((one.value for one in dates if one in cycles and cycles[one].number == 1), None)
    if first:
        roles["start"] = first
    rest = tuple(one for one in dates if one not in cycles)
    if not rest and not roles and dates:
        roles["date"] = dates[0].value
    return rest


def _row_of_a_course(text: str, dates: tuple[DateMention, ...], kind: str) -> tuple[str, str] | None:
    """Start and end in two columns side by side: of radiation always, else under titles that say so."""
    if len(dates) != 2 or any(one.bound for one in dates) or dates[0].value > dates[1].value:
        return None
    if not COLUMNS.fullmatch(text, dates[0].end, dates[1].start):
        return None
    above = text[max(dates[0].start - TITLES_WITHIN, 0) : dates[0].start].splitlines()[-ROWS_BELOW_TITLES:-1]
    titled = kind == "radiation" or any(START_AND_END.search(line) for line in above)
    return (dates[0].value, dates[1].value) if titled else None


def _begins_a_line(text: str, one: DateMention) -> bool:
    return not text[text.rfind("\n", 0, one.start) + 1 : one.start].strip(" \t•*-")


def _words_for(text: str, stretch: Stretch, one: DateMention) -> str:
    """The words that say what happened on the date: those before it, or after one that begins its line."""
    line = text.rfind("\n", 0, one.start) + 1
    if not _begins_a_line(text, one):
        return text[max(one.start - 60, stretch.start, line) : one.start]
    line_end = text.find("\n", one.end)
    after = text[one.end : min(line_end if line_end >= 0 else stretch.end, one.end + 40)]
    if following := A_YEAR.search(after):
        after = LEADS_TO_A_DATE.sub("", after[: following.start()])
    return CLAUSE_ENDS.split(after)[0] + " "
