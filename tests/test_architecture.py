"""The house keeps its shape: imports run one way, the package stays pure, functions and modules stay small."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MAX_FUNCTION_LINES, MAX_MODULE_LINES = 40, 300
FORBIDDEN_IN_PACKAGE = {"streamlit", "plotly", "pandas", "scipy"}
ALLOWED_IN_PACKAGE = set(sys.stdlib_module_names) | {"costmodel", "numpy", "pydantic", "pydantic_core"}

ALLOWED_IN_PART = {
    "dataset": {"datasketch", "tokenizers"},
    "estimate": {"scipy"},
    "decide": {"scipy"},
    "refresh": {"genai_prices", "gpuhunt"},
}
"""What one part needs beyond that, imported only when used."""

INNER_ORDER = ("export", "decide", "cost", "case", "estimate")
"""Each may import those to its right, and catalog and scenario."""

SOURCES = sorted(
    path
    for place in ("costmodel", "ui", "pages", "app.py")
    for path in ([ROOT / place] if (ROOT / place).is_file() else (ROOT / place).rglob("*.py"))
)
PACKAGE = [path for path in SOURCES if path.is_relative_to(ROOT / "costmodel")]
OWN_TOOLS = sorted(path for place in ("benchmarks", "tools") for path in (ROOT / place).rglob("*.py"))
IDS = {"ids": lambda path: str(path.relative_to(ROOT))}


def imported(path: Path) -> set[str]:
    """Full dotted names of what a module imports, relative imports resolved, wherever the import stands."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = path.relative_to(ROOT).with_suffix("").parts[: -node.level] if node.level else ()
            module = ".".join((*base, *([node.module] if node.module else [])))
            found |= {module} | {f"{module}.{alias.name}" for alias in node.names}
    return found


def top(name: str) -> str:
    return name.split(".", maxsplit=1)[0]


def part_of_package(path: Path) -> str:
    """The folder of the package a module is in, or the module's own name at its root."""
    inner = path.relative_to(ROOT / "costmodel").parts
    return inner[0].removesuffix(".py")


def parts_imported(path: Path) -> set[str]:
    return {name.split(".")[1] for name in imported(path) if name.startswith("costmodel.")}


@pytest.mark.parametrize("path", SOURCES, **IDS)
def test_imports_run_from_pages_over_ui_to_the_package(path: Path) -> None:
    used = {top(name) for name in imported(path)}
    where = path.relative_to(ROOT).parts[0]
    forbidden = {"costmodel": {"ui", "pages", "app"}, "ui": {"pages", "app"}, "pages": {"pages", "app"}}
    assert not used & forbidden.get(where, set())


@pytest.mark.parametrize("path", PACKAGE, **IDS)
def test_the_package_needs_only_the_standard_library_numpy_and_pydantic(path: Path) -> None:
    used = {top(name) for name in imported(path)}
    assert used <= ALLOWED_IN_PACKAGE | ALLOWED_IN_PART.get(part_of_package(path), set())


def allowed_parts(part: str) -> set[str]:
    everywhere = {"errors", "plain_text", "units", "version", part}
    if part in ("__init__", "__main__", "commands"):
        return (
            everywhere
            | set(INNER_ORDER)
            | {"catalog", "scenario", "commands", "dataset", "results", "refresh"}
        )
    if part == "refresh":
        return everywhere | {"catalog"}
    if part == "practice":
        return everywhere | {"decide", "case", "catalog", "scenario"}
    if part in INNER_ORDER:
        read = {"results"} if part in ("export", "decide") else set()
        return everywhere | set(INNER_ORDER[INNER_ORDER.index(part) :]) | {"catalog", "scenario"} | read
    return everywhere


@pytest.mark.parametrize("path", PACKAGE, **IDS)
def test_imports_inside_the_package_run_one_way(path: Path) -> None:
    """export -> decide -> cost -> case -> estimate -> catalog, scenario; the last two know nothing of each other."""
    part = part_of_package(path)
    names = {name for name in parts_imported(path) if (ROOT / "costmodel" / name).exists()} | {
        name for name in parts_imported(path) if (ROOT / "costmodel" / f"{name}.py").exists()
    }
    assert names <= allowed_parts(part)


def test_nothing_beneath_the_commands_imports_them() -> None:
    for path in PACKAGE:
        if part_of_package(path) not in ("__main__", "commands"):
            assert "commands" not in parts_imported(path), path


def test_there_are_sources_to_hold() -> None:
    found = {path.relative_to(ROOT).parts[0] for path in SOURCES}
    assert found == {"costmodel", "ui", "pages", "app.py"}
    assert {part_of_package(path) for path in PACKAGE} >= {*INNER_ORDER, "catalog", "scenario", "commands"}


def test_importing_the_package_loads_nothing_heavy() -> None:
    command = (
        "import sys, costmodel, costmodel.__main__; print(*sorted(m.split('.')[0] for m in sys.modules))"
    )
    done = subprocess.run(
        [sys.executable, "-c", command], cwd=ROOT, capture_output=True, text=True, check=True
    )
    assert not (FORBIDDEN_IN_PACKAGE | set().union(*ALLOWED_IN_PART.values())) & set(done.stdout.split())


def functions(path: Path) -> Iterator[tuple[str, int]]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node.name, (node.end_lineno or node.lineno) - node.lineno + 1


@pytest.mark.parametrize("path", SOURCES + OWN_TOOLS, **IDS)
def test_functions_and_modules_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_MODULE_LINES
    assert [name for name, lines in functions(path) if lines > MAX_FUNCTION_LINES] == []


@pytest.mark.parametrize("path", PACKAGE, **IDS)
def test_no_module_is_called_after_nothing(path: Path) -> None:
    assert path.stem not in ("utils", "helpers", "misc", "common")
