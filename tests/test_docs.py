"""The docs tell the truth: generated pages are current, links resolve, every command is there."""

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

from hncert.cli.app import COMMANDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [ROOT / "README.md", ROOT / "README.zh-CN.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]


@pytest.fixture(scope="module")
def generator() -> ModuleType:
    spec = importlib.util.spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def test_the_reference_is_what_the_declarations_say(generator: ModuleType) -> None:
    pages = generator.pages()

    assert {path.name for path in (ROOT / "docs" / "reference").iterdir()} == set(pages)
    for name, text in pages.items():
        assert (ROOT / "docs" / "reference" / name).read_text(encoding="utf-8") == text, f"run make docs: {name}"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_every_link_between_pages_resolves(page: Path) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", page.read_text(encoding="utf-8"))

    for link in links:
        if "://" not in link:
            assert (page.parent / link).exists(), link


@pytest.mark.parametrize("readme", ["README.md", "README.zh-CN.md"])
def test_the_readmes_open_with_the_two_commands_and_name_every_command(readme: str) -> None:
    text = (ROOT / readme).read_text(encoding="utf-8")

    assert (
        text.index("make demo") < text.index("make test") < text.index("pipx install") < text.index("uv tool install")
    )
    for name, _ in COMMANDS:
        assert f"hncert {name}" in text, name
    assert "crontab" in text
    assert "schtasks" in text


def test_every_dependency_has_its_reason() -> None:
    import tomllib

    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")

    for requirement in project["dependencies"]:
        name = re.split(r"[<>=]", requirement)[0]
        assert re.search(rf"`{re.escape(name)}`", text), name
