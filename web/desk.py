"""What every page needs, opened once per process: store, queue, accounts, cards, and a room for pictures."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from functools import partial
from secrets import token_hex
from threading import Lock
from typing import Generic, TypeVar

from answers.cards import load_cards
from answers.compose import answer_question
from answers.guidelines.asked import Quoting, open_quoting
from answers.guidelines.documents import Shelved
from answers.guidelines.shelf import Shelf
from answers.names import load_other_names
from answers.profile import build_profile
from core.accounts import Accounts
from core.queue import Queue
from core.records import Answer, Profile
from core.settings import Settings
from core.store import Store
from extractors.readers.room import ReadingRoom

Value = TypeVar("Value")
MOST_PAGES = 400
MOST_PICTURES = 64


class Desk:
    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.store = Store(settings)
        self.queue = Queue(settings)
        self.accounts = Accounts(settings.home / "accounts.sqlite")
        self.room = ReadingRoom(settings)
        self.library = load_cards()
        self.other_names = load_other_names()
        self._quoting: Quoting | None = None
        self.pages: Kept[str] = Kept(MOST_PAGES)
        self.pictures: Kept[bytes] = Kept(MOST_PICTURES)
        self.notices = Notices()
        self.csrf_place = f"csrf-{token_hex(8)}"
        self.notice_place = f"<!--{token_hex(8)}-->"
        """Cached pages hold these two in place of what differs from session to session."""

    def close(self) -> None:
        self.room.close()
        self.store.close()
        self.accounts.close()

    @property
    def quoting(self) -> Quoting | None:
        """The library of guidelines, from the moment on at which there is one."""
        if self._quoting is None:
            self._quoting = open_quoting(self.settings.library)
        return self._quoting

    def guidelines(self) -> list[Shelved]:
        """What the library holds."""
        return Shelf(self.settings.library).guidelines()

    def answer(self, question: str, profile: Profile | None = None) -> Answer:
        """With a profile, lines of its patient's pages are quoted too, where no fact tells what is asked."""
        if profile is None:
            return answer_question(question, self.library, self.other_names, quoting=self.quoting)
        pages = partial(self.store.all_pages, profile.patient)
        return answer_question(question, self.library, self.other_names, profile, self.quoting, pages)

    def rebuild_profile(self, patient: str) -> Profile:
        """After a change by hand: the profile is made anew, and every page of the patient with it."""
        documents = tuple(document.id for document in self.store.documents(patient))
        profile = self.store.save_profile(build_profile(patient, self.store.facts(patient), self.library, documents))
        self.queue.touch(patient)
        return profile

    def label(self, patient: str) -> str:
        """What its owner calls the patient; from the vault, for signed-in eyes only."""
        return next((one.label for one in self.store.patients() if one.id == patient), "somebody")


class Kept(Generic[Value]):
    """The last things made, by key. What two threads ask for at once is made once."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._made: OrderedDict[Hashable, Value] = OrderedDict()
        self._makers: dict[Hashable, Lock] = {}
        self._lock = Lock()

    def get(self, key: Hashable, make: Callable[[], Value]) -> Value:
        with self._lock:
            if key in self._made:
                self._made.move_to_end(key)
                return self._made[key]
            maker = self._makers.setdefault(key, Lock())
        with maker:
            with self._lock:
                if key in self._made:
                    return self._made[key]
            made = make()
            with self._lock:
                self._made[key] = made
                self._makers.pop(key, None)
                while len(self._made) > self.most:
                    self._made.popitem(last=False)
        return made


class Notices:
    """What the next page of a session says at its top, once: what came of a form that was sent."""

    def __init__(self) -> None:
        self._waiting: dict[str, list[str]] = {}
        self._lock = Lock()

    def add(self, token: str, text: str) -> None:
        with self._lock:
            self._waiting.setdefault(token, []).append(text)

    def take(self, token: str) -> list[str]:
        with self._lock:
            return self._waiting.pop(token, [])
