"""What the documents say can be typed: every command, option, target, module, path and link in them exists."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import click
import pytest

from benchmarks.__main__ import main as benchmarks
from edge_app.__main__ import main as edge_app
from edge_app.errors import EdgeError
from quantize.cli.program import program as quantize

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
# Decisions and changes may name what has gone since.
CURRENT = [page for page in PAGES if page.parent.name != "adr" and page.name != "CHANGELOG.md"]
ROLES = ("Clinic", "Field test", "Administration", "Workstation")
_RULES = re.findall(r"^([a-z][a-z -]*):(?!=)", (ROOT / "Makefile").read_text(), re.MULTILINE)
TARGETS = {name for targets in _RULES for name in targets.split()}
_FENCED = re.compile(r"^```[a-z]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_INLINE = re.compile(r"`([^`\n]+)`")
_HEADING = re.compile(r"^#+ (.*)$", re.MULTILINE)
_LINK = re.compile(r"\]\(([^)\s]+)\)")
_TREE = re.compile(r"(?:edge_app|quantize|benchmarks|tests|docs|firmware_configs|locks)/[\w./-]*\w")


def relative(page: Path) -> str:
    return str(page.relative_to(ROOT))


def typed(text: str) -> Iterator[str]:
    """Every command line of a page: the lines of its blocks, and what stands between backticks."""
    for block in _FENCED.findall(text):
        yield from block.replace("\\\n", " ").splitlines()
    yield from _INLINE.findall(_FENCED.sub("", text))


def fault(line: str) -> str | None:
    """Why a command line cannot be typed, or None; also None where it is no command of ours."""
    try:
        words = shlex.split(line, comments=True)
    except ValueError:
        return None
    while words and (re.fullmatch(r"[A-Z_]+=.*", words[0]) or words[0] in ("sudo", "bash")):
        words.pop(0)
    for end in ("|", ">", "&&"):
        words = words[: words.index(end)] if end in words else words
    if not words:
        return None
    program, *rest = words
    match program.rpartition("/")[2], rest:
        case "edge-app", _:
            return _click_fault(edge_app, rest)
        case "deploy.sh", arguments:
            return _deploy_fault(arguments)
        case "ansible-playbook", arguments:
            return _playbook_fault(arguments)
        case "make", _:
            unknown = [word for word in rest if "=" not in word and word not in TARGETS]
            return f"no target {unknown[0]}" if unknown else None
        case "pytest", paths:
            return _path_fault(paths)
        case "python", ["-m", "quantize", *arguments]:
            return _click_fault(quantize, arguments)
        case "python", ["-m", "benchmarks", *arguments]:
            return _click_fault(benchmarks, arguments)
        case "python", ["-m", "pytest", *paths]:
            return _path_fault(paths)
        case "python", ["-m", module, *arguments] if module.partition(".")[0] in ("benchmarks", "tests", "edge_app", "quantize"):
            return _module_fault(module, arguments)
        case "python", [script, *_] if script.endswith(".py"):
            return None if (ROOT / script).is_file() else f"no file {script}"
    return None


def leads_somewhere(page: Path, link: str) -> bool:
    """Whether a relative link's file is there, and has the heading that stands behind "#"."""
    name, _, anchor = link.partition("#")
    target = page.parent / name if name else page
    if not target.exists():
        return False
    return not anchor or anchor in {heading.lower().replace(" ", "-") for heading in _HEADING.findall(target.read_text())}


def _click_fault(command: click.Command, words: list[str]) -> str | None:
    """Parses as the program itself does, except that files need not be there, and stops before anything is asked or runs."""
    context = click.Context(command)
    try:
        while isinstance(command, click.Group):
            _, words, _ = command.make_parser(context).parse_args(list(words))
            if not words or words[0].isupper():  # the group itself is spoken of, or any command of it
                return None
            _, found, words = command.resolve_command(context, words)
            assert found is not None
            command, context = found, click.Context(found, parent=context)
        if not words:  # the command itself is spoken of
            return None
        values, rest, _ = command.make_parser(context).parse_args(list(words))
        if rest:
            return f"{rest[0]} is too much"
        if "help" in values:
            return None
        for parameter in command.get_params(context):
            value = values.get(parameter.name)
            if parameter.value_is_missing(value):
                if parameter.required:
                    return f"{parameter.human_readable_name} is missing"
            elif not isinstance(parameter.type, click.Path) and not (isinstance(value, str) and value.isupper()):
                parameter.type_cast_value(context, value)
    except click.ClickException as exc:
        return exc.format_message()
    except EdgeError as exc:
        return str(exc)
    return None


def _module_fault(module: str, arguments: list[str]) -> str | None:
    """The options are looked for in the source: to import a benchmark takes seconds."""
    file = ROOT / Path(*module.split("."))
    sources = [place for place in (file.with_suffix(".py"), file / "__main__.py") if place.is_file()]
    if not sources:
        return f"no module {module}"
    source = sources[0].read_text()
    missing = [word for word in arguments if re.match(r"--[a-z]", word) and f'"{word}' not in source]
    return f"{module} has no option {missing[0]}" if missing else None


def _deploy_fault(words: list[str]) -> str | None:
    """By what `deploy.sh --help` says of its commands and options."""
    usage = (ROOT / "deploy.sh").read_text().partition("<<'USAGE'\n")[2].partition("\nUSAGE\n")[0]
    commands = re.findall(r"^  ([a-z-]+)  +", usage, re.MULTILINE)
    options = dict(re.findall(r"^  (--[a-z-]+)( [A-Z]+)?", usage, re.MULTILINE))
    if not words or words == ["--help"]:
        return None
    command, *rest = words
    if command not in commands:
        return f"deploy.sh has no command {command}"
    while rest:
        word = rest.pop(0)
        if word.startswith("-"):
            if word not in options:
                return f"deploy.sh has no option {word}"
            if options[word] and (not rest or rest.pop(0).startswith("-")):
                return f"{word} needs a value"
    return None


def _playbook_fault(words: list[str]) -> str | None:
    """The playbooks are there, and a variable that is set is one that they read."""
    missing = [word for word in words if word.startswith("firmware_configs/") and not (ROOT / word).exists()]
    if missing:
        return f"no playbook {missing[0]}"
    read = "".join(file.read_text() for file in (ROOT / "firmware_configs" / "ansible").rglob("*.yml"))
    for before, word in pairwise(words):
        name = word.partition("=")[0]
        if before == "-e" and not re.search(rf"\b{name} \| default\(", read):
            return f"no variable {name}"
    return None


def _path_fault(words: list[str]) -> str | None:
    missing = [word for word in words if word.startswith("tests/") and not (ROOT / word.partition("::")[0]).exists()]
    return f"no tests {missing[0]}" if missing else None


def test_there_are_commands_to_look_at() -> None:
    lines = [line for page in CURRENT for line in typed(page.read_text())]
    programs = (
        "edge-app ",
        "make ",
        "deploy.sh update ",
        "ansible-playbook ",
        "python -m quantize ",
        "python -m benchmarks.",
        "python -m benchmarks run ",
        "pytest ",
    )
    for program in programs:
        assert any(program in line for line in lines), program


@pytest.mark.parametrize("page", CURRENT, ids=relative)
def test_every_command_line_can_be_typed(page: Path) -> None:
    assert {line: why for line in typed(page.read_text()) if (why := fault(line))} == {}


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_every_link_leads_somewhere(page: Path) -> None:
    links = [link for link in _LINK.findall(_FENCED.sub("", page.read_text())) if ":" not in link]
    assert [link for link in links if not leads_somewhere(page, link)] == []


@pytest.mark.parametrize("page", CURRENT, ids=relative)
def test_every_path_of_the_tree_exists(page: Path) -> None:
    text = " ".join(_INLINE.findall(_FENCED.sub("", page.read_text())))
    # In capitals stands what the reader puts in.
    named = {path for path in _TREE.findall(text) if not re.search(r"(^|[/_.])[A-Z]{2,}", path)}
    assert {path for path in named if not (ROOT / path).exists() and not list(ROOT.glob(f"{path}*"))} == set()


def test_every_command_of_both_programs_is_on_the_page_of_commands() -> None:
    text = (ROOT / "docs" / "COMMANDS.md").read_text()
    missing = [
        f"{program} {name}"
        for program, group in (("edge-app", edge_app), ("python -m quantize", quantize))
        for name in group.list_commands(click.Context(group))
        if f"{program} {name}" not in text
    ]
    assert missing == []
    assert [role for role in ROLES if f"\n## {role}\n" not in text] == []


def test_figures_have_a_command_and_a_machine() -> None:
    text = (ROOT / "docs" / "FIGURES.md").read_text()
    rows = [line for line in text.splitlines() if line.startswith("|") and line.count("|") == 5 and "---" not in line]
    for row in rows:
        _, what, figure, command, machine, _ = (cell.strip() for cell in row.split("|"))
        if what == "what":
            assert (figure, command, machine) == ("figure", "command", "machine")
        else:
            assert figure and ("`" in command or "same command" in command) and f"\n| {machine} |" in text, row
    assert len(rows) > 20


def test_the_screens_that_are_kept_are_those_the_documents_show() -> None:
    shown = {Path(link).name for page in CURRENT for link in _LINK.findall(page.read_text()) if "screens/" in link}
    assert shown == {file.name for file in (ROOT / "docs" / "screens").iterdir()}


def test_the_index_of_decisions_is_complete() -> None:
    folder = ROOT / "docs" / "adr"
    index = (folder / "README.md").read_text()
    assert [file.name for file in sorted(folder.glob("[0-9]*.md")) if f"({file.name})" not in index] == []
    numbers = [int(file.name[:4]) for file in sorted(folder.glob("[0-9]*.md"))]
    assert len(numbers) == len(set(numbers))


@pytest.mark.parametrize(
    "line",
    [
        "edge-app fly",
        "edge-app run --colour red",
        "edge-app config --board",
        "edge-app exams lists",
        ".venv/bin/python -m quantize train data --out run --speed 3",
        "python -m quantize check bundle",
        "python -m benchmarks.nothing",
        "python -m quantize.studies.nothing",
        "python -m benchmarks.capture.probe_rate --nothing 3",
        "make nothing",
        "pytest tests/nowhere.py::test_it",
        "./deploy.sh fly pi@10.0.0.7",
        "sudo bash /media/stick/deploy.sh update local --relase FILE",
        "./deploy.sh update pi@10.0.0.7 --release --dry-run",
        "ansible-playbook firmware_configs/ansible/nothing.yml",
        "ansible-playbook firmware_configs/ansible/deploy.yml -e relase=FILE",
    ],
)
def test_what_cannot_be_typed_is_found(line: str) -> None:
    assert fault(line)


@pytest.mark.parametrize(
    "line",
    [
        "edge-app",
        "edge-app run",
        "edge-app exams",
        "edge-app config --board raspberry-pi-5  # a comment",
        "ls edge-app",
        "make test ARGS=-x",
        "./deploy.sh status pi@10.0.0.7 --json",
        "ansible-playbook -i ward.yml firmware_configs/ansible/gather.yml -e bench=true",
    ],
)
def test_what_can_be_typed_is_let_pass(line: str) -> None:
    assert fault(line) is None
