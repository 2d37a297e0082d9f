"""The package on the oldest Python that it says it runs on, 3.8: it has no subscripts for the collections' classes."""

import ast
from pathlib import Path

import mpickle
import pytest

FILES = sorted(Path(mpickle.__file__).parent.glob("*.py"))
BUILT_IN = {"dict", "frozenset", "list", "set", "tuple", "type"}


class Subscripts(ast.NodeVisitor):
    """Subscripts of classes that are evaluated; annotations are not."""

    def __init__(self):
        self.classes = set(BUILT_IN)
        self.found = []

    def visit_ImportFrom(self, node):
        if node.module in ("collections", "collections.abc", "contextlib", "queue", "re"):
            self.classes |= {name.asname or name.name for name in node.names}

    def visit_Subscript(self, node):
        if isinstance(node.value, ast.Name) and node.value.id in self.classes:
            self.found.append(f"line {node.lineno}: {ast.unparse(node)}")
        self.generic_visit(node)

    def visit_arg(self, node):
        pass

    def visit_AnnAssign(self, node):
        if node.value:
            self.visit(node.value)

    def visit_FunctionDef(self, node):
        node.returns = None
        self.generic_visit(node)

    visit_AsyncFunctionDef = visit_FunctionDef


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_subscripts(file):
    """``class Log(collections.abc.Sequence[Any])`` needs Python 3.9."""
    tree = ast.parse(file.read_text(), feature_version=(3, 8))
    found = Subscripts()
    found.visit(tree)
    assert not found.found
