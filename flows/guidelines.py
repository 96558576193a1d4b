"""Takes a site's pages into the library of guidelines, on a schedule if wanted. No patient is in sight."""

from collections import Counter

from prefect import flow, task
from prefect.artifacts import create_table_artifact
from prefect.cache_policies import NO_CACHE

from answers.guidelines.index import Index
from answers.guidelines.shelf import Shelf
from answers.guidelines.sync import Sync, site_called
from flows.sealed import sealed
from flows.workshop import settings


@flow(name="sync-guidelines", persist_result=False, log_prints=False)
@sealed
def sync_guidelines(site: str = "nci", pause: float = 1.0, most: int | None = None) -> dict[str, int]:
    """Pages by what came of them. A run that is broken off goes on next time; ``most`` bounds one run."""
    outcomes = take_pages(site, pause, most)
    make_index()
    rows = [{"outcome": outcome, "pages": count} for outcome, count in sorted(outcomes.items())]
    create_table_artifact(table=rows, key=f"guidelines-{site}", description="Pages by what came of them.")
    return outcomes


@task(name="take-pages", cache_policy=NO_CACHE, persist_result=False)
@sealed
def take_pages(site: str, pause: float, most: int | None) -> dict[str, int]:
    shelf = Shelf(settings().library)
    return dict(Counter(step.outcome.value for step in Sync(shelf, site_called(site), pause).run(most)))


@task(name="make-index", cache_policy=NO_CACHE, persist_result=False)
@sealed
def make_index() -> None:
    Index(Shelf(settings().library)).refresh()
