"""What can go wrong, named by what its reader can do. Messages carry ids and advice, never a word of a record."""


class SightlineError(Exception):
    """The base of all errors that are not our own bugs. ``code`` is what a problem in JSON output is known by."""

    code = "error"


class UnreadableRecord(SightlineError):
    """The file cannot be read as a record. Upload another copy of it."""

    code = "unreadable"


class EmptyRecord(UnreadableRecord):
    code = "empty"


class UnsupportedRecord(UnreadableRecord):
    code = "unsupported"


class WrongPassword(UnreadableRecord):
    code = "password"


class RecordTooLarge(UnreadableRecord):
    code = "too_large"


class PageUnreadable(UnreadableRecord):
    """One page failed; the others of its document are not touched by it."""

    code = "page_unreadable"


class PageTimedOut(PageUnreadable):
    code = "page_timed_out"


class PageTooLarge(PageUnreadable):
    code = "page_too_large"


class MissingPatient(SightlineError):
    """No patient id was given. It is never defaulted."""

    code = "missing_patient"


class UnknownPatient(SightlineError):
    code = "unknown_patient"


class UnknownDocument(SightlineError):
    code = "unknown_document"


class UnknownFact(SightlineError):
    code = "unknown_fact"


class LakeBusy(SightlineError):
    """The catalog stayed locked by other writers. Nothing was saved; try again."""

    code = "lake_busy"


class LakeTooNew(SightlineError):
    """The lake was written by a newer Sightline than this one."""

    code = "lake_too_new"


class LakeUnavailable(SightlineError):
    """The catalog cannot be reached, or DuckDB lacks an extension that it needs."""

    code = "lake_unavailable"


class VaultLocked(SightlineError):
    """The master key does not open this vault, or a blob was changed."""

    code = "vault_locked"


class WrongQuery(SightlineError):
    code = "wrong_query"


class BrokenData(SightlineError):
    """A card or vocabulary in data/ does not hold what it should: a fault of the installation, not of the record."""

    code = "broken_data"


class UnusableCorpus(SightlineError):
    """A corpus for training or evaluation is not where it was looked for."""

    code = "corpus"

    def __init__(self, corpus: str):
        super().__init__(f"The corpus {corpus} was not found. Point SIGHTLINE_CORPORA at the folder that holds ner/.")


class UnusableTagger(SightlineError):
    """A tagger cannot be loaded: its weights, label map or the library that reads them is missing or does not fit."""

    code = "tagger"


class UnusableEmbedder(SightlineError):
    """The embedder's weights are not installed: guidelines can be searched by their words alone."""

    code = "embedder"


class UnusableGuideline(SightlineError):
    """A file or page cannot be taken into the library of guidelines."""

    code = "guideline"


class UnknownGuideline(SightlineError):
    code = "unknown_guideline"


class SiteUnreachable(SightlineError):
    """A site with guidelines does not answer, or forbids what was asked of it."""

    code = "site_unreachable"


class WrongCorrection(SightlineError):
    """What a patient wrote into a fact is not what the field can hold."""

    code = "wrong_correction"
