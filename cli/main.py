"""The command ``sightline``. Only wiring: each command imports what it needs when it runs, so ``--help`` is instant.

Exit status: 0 done; 1 something could not be read, found or answered; 2 wrong usage.
"""

import sys
from pathlib import Path
from typing import Annotated

import typer

app = typer.Typer(
    help="Reads a cancer patient's own records and answers questions about them. Information, not medical advice.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)

Paths = Annotated[list[Path], typer.Argument(help="Files or folders; folders are walked.", show_default=False)]
Password = Annotated[str | None, typer.Option("--password", help="Opens the locked files among them.")]
Json = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
Patient = Annotated[
    str | None, typer.Option("--patient", help="Whose records: an id or name of your choice, kept only in the vault.")
]


@app.command()
def demo(home: Annotated[Path | None, typer.Option(help="Keep what the demo stores in this folder.")] = None) -> None:
    """Read the bundled synthetic records, print each profile, and answer the HER2-in-myeloma question."""
    from cli.demo import run_demo

    raise typer.Exit(run_demo(home))


@app.command()
def extract(
    paths: Paths,
    as_json: Json = False,
    password: Password = None,
    tagger: Annotated[
        str | None,
        typer.Option(
            help="auto: what the tagger alone finds, too; none: rules only; a file of weights; hf:owner/name or"
            " hf:/a/folder. Else SIGHTLINE_TAGGER."
        ),
    ] = None,
    tagger_labels: Annotated[
        Path | None,
        typer.Option(help="Label map (TOML) of an hf: checkpoint. Else SIGHTLINE_TAGGER_LABELS, else by its name."),
    ] = None,
) -> None:
    """Read files and print their facts with quote and box. Stores nothing."""
    from cli.extract import run_extract

    raise typer.Exit(run_extract(paths, as_json=as_json, password=password, tagger=tagger, labels=tagger_labels))


@app.command()
def ingest(paths: Paths, patient: Patient = None, password: Password = None, as_json: Json = False) -> None:
    """Read files into the store of one patient and rebuild the profile."""
    from cli.store import run_ingest

    raise typer.Exit(run_ingest(paths, patient, as_json=as_json, password=password))


@app.command()
def profile(patient: Patient = None, as_json: Json = False) -> None:
    """Print what one patient's records say, lack and disagree on."""
    from cli.store import run_profile

    raise typer.Exit(run_profile(patient, as_json=as_json))


@app.command()
def ask(
    question: Annotated[str, typer.Argument(help="A question in plain words.")],
    patient: Patient = None,
    as_json: Json = False,
    markdown: Annotated[bool, typer.Option("--markdown", help="Print Markdown, to keep or to send.")] = False,
) -> None:
    """Answer a question from the guideline cards, and from one patient's records where --patient is given."""
    from cli.ask import run_ask

    raise typer.Exit(run_ask(question, patient, as_json=as_json, markdown=markdown))


guidelines = typer.Typer(
    help="The library of guidelines that answers quote: add, sync, list, search, remove.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(guidelines, name="guidelines")
Cancers = Annotated[
    list[str] | None,
    typer.Option("--cancer", help="Id of a cancer's card, such as breast; may be given several times."),
]


@guidelines.command("add")
def guidelines_add(
    paths: Annotated[
        list[Path],
        typer.Argument(
            help="PDF, Word, text, web page (.html) or sections (.jsonl.gz) that you may use.", show_default=False
        ),
    ],
    title: Annotated[str | None, typer.Option(help="Its title; else the largest words of its first page.")] = None,
    organisation: Annotated[str | None, typer.Option(help="Who publishes it.")] = None,
    edition: Annotated[str | None, typer.Option(help="Its date: 2026, 2026-03 or 2026-03-14.")] = None,
    url: Annotated[str | None, typer.Option(help="Where it can be found.")] = None,
    cancer: Cancers = None,
    for_professionals: Annotated[bool, typer.Option("--for-professionals", help="Not written for patients.")] = False,
) -> None:
    """Take guidelines into the library. They stay on this machine; adding one twice changes nothing."""
    from answers.guidelines.booklets import Told
    from cli.guidelines import run_add

    told = Told(title, organisation, edition, url, tuple(cancer or ()), for_professionals)
    raise typer.Exit(run_add(paths, told))


@guidelines.command("sync")
def guidelines_sync(
    site: Annotated[str, typer.Argument(help="Which site: nci.")] = "nci",
    pause: Annotated[float, typer.Option(min=0, help="Seconds between two pages.")] = 1.0,
    most: Annotated[int | None, typer.Option(min=1, help="At most so many pages; the next run goes on.")] = None,
    address: Annotated[str | None, typer.Option(help="Read a mirror of the site at this address instead.")] = None,
) -> None:
    """Take a site's pages into the library, only what has changed; a run that was broken off goes on."""
    from cli.guidelines import run_sync

    raise typer.Exit(run_sync(site, pause, most, address))


@guidelines.command("list")
def guidelines_list(as_json: Json = False) -> None:
    """Show what the library holds, with editions and ids."""
    from cli.guidelines import run_list

    raise typer.Exit(run_list(in_json=as_json))


@guidelines.command("search")
def guidelines_search(
    query: Annotated[str, typer.Argument(help="Words or a question.")],
    cancer: Cancers = None,
    most: Annotated[int, typer.Option(min=1, max=100, help="How many passages.")] = 5,
    as_json: Json = False,
) -> None:
    """Find passages, word for word, by words and by meaning."""
    from cli.guidelines import run_search

    raise typer.Exit(run_search(query, tuple(cancer or ()), most, in_json=as_json))


@guidelines.command("remove")
def guidelines_remove(start: Annotated[str, typer.Argument(metavar="ID", help="Its id, or how it begins.")]) -> None:
    """Take one guideline out of the library."""
    from cli.guidelines import run_remove

    raise typer.Exit(run_remove(start))


evaluation = typer.Typer(
    help="How well answers do on questions of which we know what a good answer says.",
    no_args_is_help=True,
    rich_markup_mode=None,
)
app.add_typer(evaluation, name="eval")


@evaluation.callback()
def evaluation_of() -> None:
    """How well answers do on questions of which we know what a good answer says."""


@evaluation.command("answers")
def evaluation_answers(
    as_json: Json = False,
    wrong: Annotated[bool, typer.Option("--wrong", help="List what was judged wrong, expected and told.")] = False,
) -> None:
    """Answer our own questions from the cards and the sample records, and count what is right. Stores nothing."""
    from cli.evaluate import run_evaluation

    raise typer.Exit(run_evaluation(as_json=as_json, wrong=wrong))


@app.command()
def sql(
    query: Annotated[str, typer.Argument(help="One SELECT over the lake's views, such as biomarkers or all_facts.")],
    as_json: Json = False,
) -> None:
    """Query the lake, read-only. Pseudonymous: it holds no names, quotes or page text."""
    from cli.store import run_sql

    raise typer.Exit(run_sql(query, as_json=as_json))


@app.command()
def doctor(as_json: Json = False) -> None:
    """Say what is installed, which device is used, and what is missing."""
    from cli.doctor import run_doctor

    raise typer.Exit(run_doctor(as_json=as_json))


@app.command()
def up(
    host: Annotated[str, typer.Option(help="Where the pages are served; loopback unless you put HTTPS in front.")] = (
        "127.0.0.1"
    ),
    port: Annotated[int, typer.Option(help="Port of the pages; 0 takes any that is free.")] = 8400,
    prefect_port: Annotated[int, typer.Option(help="Prefect's port, on loopback; 0 takes any that is free.")] = 4200,
    workers: Annotated[int, typer.Option(min=1, max=32, help="How many documents are read at once.")] = 1,
) -> None:
    """Start everything on this machine: the pages, a worker with warm models, Prefect. Ctrl-C stops it all."""
    from cli.up import run_up

    raise typer.Exit(run_up(host, port, prefect_port, workers))


@app.command()
def worker() -> None:
    """Read documents from the queue until stopped. `sightline up` starts one; start more for more at once."""
    from cli.worker import run_worker

    raise typer.Exit(run_worker())


@app.command()
def account(
    name: Annotated[str, typer.Argument(help="Whose account; kept encrypted.")],
    operator: Annotated[bool, typer.Option("--operator", help="May see the queue and the doctor's page.")] = False,
    address: Annotated[str, typer.Option(help="Where the pages are served.")] = "http://127.0.0.1:8400",
) -> None:
    """Open an account, or let its owner choose a new password: prints an address that works once, within two days."""
    from cli.account import run_account

    raise typer.Exit(run_account(name, address, operator=operator))


def main() -> None:
    """The outermost edge: our errors become a sentence, our faults a name and a place, never a word of a record."""
    try:
        app()
    except Exception as error:  # noqa: BLE001 - the outermost edge: what an exception quotes must not be printed
        from cli.faults import report

        sys.exit(report(error))


if __name__ == "__main__":
    main()
