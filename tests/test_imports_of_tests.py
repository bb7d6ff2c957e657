"""What tests share lies in tests/support, and the tests of the appliance load neither torch nor what loads it."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

TESTS = Path(__file__).parent
ROOT = TESTS.parent
FILES = sorted(TESTS.rglob("*.py"))
TORCH = {"torch", "torchvision", "safetensors", "litert_torch"}


def name_of(file: Path) -> str:
    return ".".join(file.relative_to(ROOT).with_suffix("").parts)


@cache
def imported(file: Path) -> frozenset[str]:
    """Every module that a file names in an import at its top level, and what it imports from one as if that were a module."""
    found: set[str] = set()
    for node in ast.parse(file.read_text(encoding="utf-8")).body:
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return frozenset(found)


@cache
def loads_torch(file: Path) -> bool:
    """Whether importing it imports torch, by whatever way through this checkout."""
    for name in imported(file):
        if name.split(".")[0] in TORCH:
            return True
        if name.split(".")[0] in ("tests", "quantize", "benchmarks") and (path := source(name)) and loads_torch(path):
            return True
    return False


def source(module: str) -> Path | None:
    path = ROOT.joinpath(*module.split("."))
    return next((one for one in (path.with_suffix(".py"), path / "__init__.py") if one.is_file()), None)


def imports_a_test(file: Path) -> bool:
    words = [name.split(".") for name in imported(file) if name.startswith("tests.")]
    return any(part == "conftest" or part.startswith("test_") for name in words for part in name)


def test_no_test_imports_another_test() -> None:
    assert [name_of(file) for file in FILES if imports_a_test(file)] == []


def test_the_appliances_tests_do_not_load_torch() -> None:
    assert [name_of(file) for file in (TESTS / "edge_app").rglob("*.py") if loads_torch(file)] == []


def test_the_fixtures_of_all_tests_do_not_load_torch() -> None:
    assert not [file.name for file in (TESTS / "conftest.py", *(TESTS / "support").glob("*_fixture.py")) if loads_torch(file)]
    assert loads_torch(TESTS / "quantize" / "conftest.py")  # so that it is seen where it is
