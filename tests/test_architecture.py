"""The shape of the code that docs/design.md promises; the direction of imports is held by import-linter."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from pathlib import Path

import grimp
import pytest

PACKAGES = ("corpus", "index", "retriever", "api", "page")
DATA = ("corpus/texts", "index/model", "index/store", "index/lexicon", "retriever/model")
TOP_LEVEL = {
    "api", "app.py", "corpus", "index", "page", "retriever", "tests", "requirements.txt", "requirements-dev.txt",
    "requirements-adapters.txt", "requirements-train.txt", "pyproject.toml", "Makefile", "README.md", "README.zh.md",
    "CHANGELOG.md", "docs", "build",
}  # fmt: skip
TRAIN = "retriever/training"
TRAINING = {f"{TRAIN}/{name}.py" for name in ("export", "features", "network", "start", "train")}
"""The modules that train a model; nothing that answers questions imports them."""
OVERRIDDEN = {"get_route_handler"}  # a name that FastAPI gave
OTHER_WORDS = ("chunk", "segment", "utils", "helper", "manager", "handler")
"""What others call a passage, and names that say nothing."""


def modules(root: Path) -> Iterator[tuple[str, ast.Module]]:
    for path in [root / "app.py", *(path for package in PACKAGES for path in (root / package).rglob("*.py"))]:
        yield path.relative_to(root).as_posix(), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> set[str]:
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return names


@pytest.mark.parametrize(
    ("library", "homes"),
    [
        ("gradio", {"app.py"}),
        ("openai", {"retriever/composing/language_model.py"}),
        ("httpx2", {"retriever/composing/language_model.py"}),
        ("langchain_core", {"retriever/adapters/langchain.py"}),
        ("llama_index", {"retriever/adapters/llama_index.py"}),
        ("faiss", {"index/dense.py"}),
        ("bm25s", {"index/lexical.py"}),
        ("rensa", {"index/minhash.py"}),
        ("watchfiles", {"index/watch.py"}),
        ("jieba", {"index/analyzer.py"}),
        ("opencc", {"index/analyzer.py"}),
        ("sentence_transformers", {"index/sentence_transformer.py", "index/graph_module.py"}),
        ("onnxruntime", {"index/graph.py", "index/int8.py"}),
        ("tokenizers", {"index/graph.py", "index/bundled.py", "index/make_model.py"}),
        ("torch", {"index/graph_module.py", "index/make_model.py", "index/int8.py", *TRAINING}),
        ("transformers", {"index/make_model.py", *TRAINING} - {f"{TRAIN}/export.py", f"{TRAIN}/features.py"}),
        ("sqlite3", {"index/texts.py", "index/sources.py", "index/generations.py", "index/build.py", "index/index.py"}),
    ],
)
def test_a_library_is_imported_where_it_is_at_home_and_nowhere_else(root: Path, library: str, homes: set[str]) -> None:
    assert {name for name, tree in modules(root) if library in imported(tree)} == homes


def test_nothing_imports_the_page(root: Path) -> None:
    assert [name for name, tree in modules(root) if "app" in imported(tree)] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_modules_of_a_package_do_not_import_in_a_circle(package: str) -> None:
    graph = grimp.build_graph(package, cache_dir=None)
    inside = sorted(graph.modules - {package})
    for module in inside:
        for other in graph.find_modules_directly_imported_by(module):
            if other in inside:
                assert not graph.chain_exists(importer=other, imported=module), f"{module} and {other}"


@pytest.mark.parametrize("package", PACKAGES)
def test_every_exported_name_is_meant_and_listed_in_order(package: str) -> None:
    module = importlib.import_module(package)
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))
    nodes = [node for node in tree.body if isinstance(node, ast.ImportFrom)]
    public = {alias.name for node in nodes for alias in node.names}
    assert sorted(module.__all__) == sorted(public)
    assert len(set(module.__all__)) == len(module.__all__)


def test_folders_that_hold_data_hold_no_code(root: Path) -> None:
    assert [path for folder in DATA for path in (root / folder).rglob("*.py")] == []


def test_nothing_stands_at_the_top_that_is_not_known(root: Path) -> None:
    found = {path.name for path in root.iterdir() if not path.name.startswith((".", "__pycache__"))}
    assert found <= TOP_LEVEL, found - TOP_LEVEL


def test_one_word_is_used_for_one_thing(root: Path) -> None:
    named = [
        (name, node.name)
        for name, tree in modules(root)
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef | ast.FunctionDef)
    ]
    named += [(name, Path(name).stem) for name, _ in modules(root)]
    assert [
        (name, word)
        for name, word in named
        if word not in OVERRIDDEN and any(other in word.lower() for other in OTHER_WORDS)
    ] == []


def test_files_and_functions_are_short_enough_to_read(root: Path) -> None:
    for name, tree in modules(root):
        assert len((root / name).read_text(encoding="utf-8").splitlines()) <= 310, name
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef):
                assert (node.end_lineno or 0) - node.lineno < 60, f"{name}: {node.name}"
