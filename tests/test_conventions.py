"""The conventions that a program can hold us to."""

import ast
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

BASE_DIR = Path(settings.BASE_DIR)
ROOMS = ("factcheck", "claims", "sources")
# What a room may not import, so that dependencies run factcheck → claims → sources.
FORBIDDEN = {"factcheck": set(), "claims": {"factcheck"}, "sources": {"factcheck", "claims"}}

PUBLIC_SIDE = ("public", "api", "templatetags", "filters.py", "search", "matching/public.py", "claimreview.py")
RECORD_SIDE = {
    "CORRECTIONS", "Head", "LISTED", "PublicActor", "PublicOutlet", "PublicSource", "PublicTopic", "Publication",
    "PublishedClaim", "PublishedInvolvement", "Rating", "SearchEntry", "SearchWord", "Tally",
}  # fmt: skip

HISTORY = ("simple_history", "sources.history", "sources.changes", "sources.rebase", "sources.conflicts")
DESK_MATCHING = ("claims.matching.desk", "claims.matching.elsewhere", "claims.matching.entries.of_claim")
IMPORTING = ("claims.claimreviews",)

NOT_OURS = {
    ".git",
    ".venv",
    "var",
    "__pycache__",
    ".hypothesis",
    ".schemathesis",
    ".pytest_cache",
    ".ruff_cache",
    ".mypy_cache",
}
MACHINE_PATHS = tuple(f"/{place}/" for place in ("work", "root"))


def relative(path):
    return str(path.relative_to(BASE_DIR))


def modules(*places):
    """Every Python file of these rooms, folders or files, migrations left out."""
    for place in places:
        path = BASE_DIR / place
        files = sorted(path.rglob("*.py")) if path.is_dir() else [path]
        yield from (file for file in files if "migrations" not in file.parts)


def imports(path):
    """Dotted names: `from claims.models import Head` is claims.models.Head."""
    package = path.relative_to(BASE_DIR).parent.parts
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else ()
            origin = [*base, *(node.module.split(".") if node.module else ())]
            yield from (".".join([*origin, alias.name]) for alias in node.names)


def committed_files():
    """Everything here that .gitignore does not leave out."""
    for entry in sorted(BASE_DIR.iterdir()):
        if entry.name not in NOT_OURS | {".env"}:
            files = entry.rglob("*") if entry.is_dir() else [entry]
            yield from (file for file in files if file.is_file() and not NOT_OURS & set(file.parts))


def is_of_the_record(name):
    """Whether the public side may import this: nothing of the desk's tables, nor of the sources'."""
    if name.startswith("claims.models"):
        return name.rpartition(".")[2] in RECORD_SIDE or name == "claims.models.counting.count"
    if name.startswith("claims.matching.index"):
        return name == "claims.matching.index.PUBLIC"
    desk = ("sources.models", "claims.document", "claims.moves", "claims.gates", "claims.admin")
    return not name.startswith((*desk, *HISTORY, *DESK_MATCHING, *IMPORTING))


def is_hinted(function):
    arguments = [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]
    return function.returns is not None and all(each.annotation for each in arguments)


def test_no_migration_is_missing(db):
    call_command("makemigrations", check=True, dry_run=True, verbosity=0)


@pytest.mark.parametrize("room", ROOMS)
def test_dependencies_run_one_way(room):
    found = [
        f"{relative(path)} imports {name}"
        for path in modules(room)
        for name in imports(path)
        if name.partition(".")[0] in FORBIDDEN[room]
    ]
    assert found == []


def test_public_side_reads_the_record_only():
    """A place that is no longer there fails: it would be looked at by nobody."""
    found = [
        f"{relative(path)} imports {name}"
        for path in modules(*(f"claims/{place}" for place in PUBLIC_SIDE))
        for name in imports(path)
        if not is_of_the_record(name)
    ]
    assert found == []


def test_no_file_is_over_300_lines():
    lengths = {relative(path): len(path.read_text().splitlines()) for path in modules(*ROOMS)}
    assert {name: length for name, length in lengths.items() if length > 300} == {}


def test_no_function_is_over_50_lines():
    long = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for path in modules(*ROOMS)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and node.end_lineno - node.lineno >= 50
    ]
    assert long == []


def test_public_functions_have_type_hints():
    """Those of modules: what Django calls by its own names has Django's signature. A program for readers has none."""
    places = [path for path in modules(*ROOMS) if path.name != "verify_record.py"]
    bare = [
        f"{relative(path)}:{node.lineno} {node.name}"
        for path in places
        for node in ast.parse(path.read_text()).body
        if isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not is_hinted(node)
    ]
    assert bare == []


def test_nothing_names_a_place_on_one_machine():
    found = [
        f"{relative(path)}: {place}"
        for path in committed_files()
        for place in MACHINE_PATHS
        if place.encode() in path.read_bytes()
    ]
    assert found == []


def test_imports_are_seen_in_all_their_forms(tmp_path, monkeypatch):
    """A test of this file: an import that is not seen would be allowed."""
    monkeypatch.setitem(globals(), "BASE_DIR", tmp_path)
    module = tmp_path / "claims" / "public" / "views.py"
    module.parent.mkdir(parents=True)
    module.write_text("import sources.models\ndef f():\n    from claims.models import Claim\nfrom .. import gates\n")
    seen = list(imports(module))
    assert sorted(seen) == ["claims.gates", "claims.models.Claim", "sources.models"]
    assert [name for name in seen if is_of_the_record(name)] == []
