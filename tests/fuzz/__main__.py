"""python -m tests.fuzz: every target in turn, in two processes, to the end or as long as is said. Called again, it goes on."""

from __future__ import annotations

import json
import queue
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path

import click
from tqdm import tqdm

from tests.fuzz.targets import Target, targets
from tests.fuzz.watchdog import MOST_BYTES, MOST_SECONDS, WAIT_S

CHUNK = 4000  # executions of one process; of the analysis a tenth
SHORT_S = 60.0


@dataclass
class Progress:
    """Of one target, over all calls."""

    executions: int = 0
    worst_s: float = 0.0
    worst_bytes: int = 0
    failures: dict[str, str] = field(default_factory=dict)  # file of the input -> what happened


class Run:
    """The state of all targets in a folder; changed under a lock, written after each chunk."""

    def __init__(self, folder: Path, known: Mapping[str, Target], fresh: bool) -> None:
        self.folder, self._file, self._lock = folder, folder / "state.json", threading.Lock()
        (folder / "failures").mkdir(parents=True, exist_ok=True)
        stored = json.loads(self._file.read_text()) if self._file.exists() and not fresh else {}
        self.targets = known
        self.progress = {name: Progress(**stored.get(name, {})) for name in known}

    def chunk(self, name: str, count: int, seconds: float, bar: tqdm[None]) -> int:
        """Execute the next numbers of a target in a process of their own; returns how many were executed."""
        progress, first = self.progress[name], self.progress[name].executions
        with tempfile.NamedTemporaryFile(prefix="edge-app-fuzz-") as shared:
            shared.write(bytes(8))
            shared.flush()
            words = [name, str(first), str(count), str(seconds), shared.name]
            worker = subprocess.Popen([sys.executable, "-m", "tests.fuzz.worker", *words], stdout=subprocess.PIPE, text=True)
            done, ended = 0, False
            for line in _lines(worker):
                said = json.loads(line)
                if "failure" in said:
                    self._fail(name, int(said["number"]), str(said["failure"]))
                elif "end" in said:
                    ended = True
                else:
                    bar.update(said["done"] - done)
                    done = said["done"]
                    progress.worst_s = max(progress.worst_s, said["worst_s"])
                    progress.worst_bytes = max(progress.worst_bytes, said["worst_bytes"])
            if not ended:
                number = int.from_bytes(Path(shared.name).read_bytes(), "little")
                self._fail(name, number, f"the process died (exit code {worker.returncode}), or computed or waited too long")
                done = max(number - first + 1, 1)
        with self._lock:
            progress.executions = first + done
            self._file.write_text(json.dumps({key: asdict(value) for key, value in self.progress.items()}, indent=1))
        return done

    def _fail(self, name: str, number: int, what: str) -> None:
        file = self.folder / "failures" / f"{name}-{number}"
        file.write_bytes(self.targets[name].make(number))
        self.progress[name].failures[str(file)] = what


def _lines(worker: subprocess.Popen[str]) -> Iterator[str]:
    """What the worker says, until it ends; it is killed when it says nothing for too long."""
    said: queue.Queue[str | None] = queue.Queue()

    def listen() -> None:
        assert worker.stdout is not None
        for line in worker.stdout:
            said.put(line)
        said.put(None)

    threading.Thread(target=listen, daemon=True).start()
    try:
        while (line := said.get(timeout=2 * WAIT_S)) is not None:
            yield line
    except queue.Empty:
        pass
    finally:
        worker.kill()
        worker.wait()


@contextmanager
def _bar(total: int) -> Iterator[tqdm[None]]:
    with tqdm(total=total, unit="execution", unit_scale=True, smoothing=0.01) as bar:
        yield bar


@click.command()
@click.option("--target", "chosen", multiple=True, help="Only this one; may be given several times.")
@click.option(
    "--executions", type=click.IntRange(min=1), help="Of each target.  [default: a million of all parsers, 20,000 analyses]"
)
@click.option("--seconds", type=float, help="Stop after so many, shared out among the targets.")
@click.option("--short", is_flag=True, help="One minute in all, as in CI; leaves the stored progress alone.")
@click.option("--workers", type=click.IntRange(min=1), default=2, show_default=True, help="Processes at a time.")
@click.option(
    "--folder", type=click.Path(path_type=Path), default=Path("build/fuzz"), show_default=True, help="Progress and failures."
)
@click.option("--fresh", is_flag=True, help="Begin again instead of going on.")
def main(
    chosen: tuple[str, ...], executions: int | None, seconds: float | None, short: bool, workers: int, folder: Path, fresh: bool
) -> None:
    """Fuzz the parsers, field search and analysis. The exit code is 1 where something failed; its input is then in the folder."""
    known = targets()
    if foreign := [name for name in chosen if name not in known]:
        raise click.UsageError(f"there is no target {foreign[0]!r}; there are {', '.join(known)}")
    known = {name: target for name, target in known.items() if not chosen or name in chosen}
    run = Run(folder / "short" if short else folder, known, fresh or short)
    if short:
        seconds = seconds or SHORT_S
    share = None if seconds is None else seconds * workers / len(known)
    aims = {name: executions or target.long_run for name, target in known.items()}

    def complete(name: str, bar: tqdm[None]) -> None:
        left = share if share is not None else float("inf")
        while left > 0 and (missing := aims[name] - run.progress[name].executions) > 0:
            began = bar.format_dict["elapsed"]
            run.chunk(name, min(missing, CHUNK // 10 if name == "analysis" else CHUNK), left, bar)
            left -= bar.format_dict["elapsed"] - began

    with (
        _bar(sum(max(aims[name] - run.progress[name].executions, 0) for name in known)) as bar,
        ThreadPoolExecutor(workers) as pool,
    ):
        list(pool.map(lambda name: complete(name, bar), known))
    print_table(run)
    sys.exit(any(progress.failures for progress in run.progress.values()))


def print_table(run: Run) -> None:
    """What was executed, the worst of it, and where the inputs of failures are."""
    click.echo(f"{'target':<12}{'executions':>12}{'worst s':>9}{'worst MB':>10}{'failures':>10}")
    for name, progress in run.progress.items():
        figures = (
            f"{progress.executions:>12,}{progress.worst_s:>9.2f}{progress.worst_bytes / 2**20:>10.1f}{len(progress.failures):>10}"
        )
        click.echo(f"{name:<12}{figures}")
    click.echo(
        f"Allowed: {MOST_SECONDS:g} s of the processor and {MOST_BYTES >> 20} MB above what the process had, no exception."
    )
    for progress in run.progress.values():
        for file, what in progress.failures.items():
            click.echo(f"{file}: {what}")


if __name__ == "__main__":
    main()
