"""What a run leaves for its operators: counts and seconds, in one table per document."""

from prefect.artifacts import create_table_artifact

from core.records import Counts


def publish(counts: Counts) -> None:
    """Holds numbers and an opaque id only; the same document's runs are versions of one artifact."""
    measures = {
        "pages": counts.pages,
        "facts": counts.facts,
        "problems": counts.problems,
        "seconds": counts.seconds,
    }
    rows = [
        {"measure": measure, "of": name, "value": round(value, 3)}
        for measure, values in measures.items()
        for name, value in sorted(values.items())
    ]
    create_table_artifact(
        table=[{"measure": "status", "of": counts.status.value, "value": 1}, *rows],
        key=f"document-{counts.document}",
        description="Counts by kind and seconds by step.",
    )
