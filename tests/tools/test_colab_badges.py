import ast
import hashlib
import json
import sys
from pathlib import Path

import pytest
from IPython.core.inputtransformer2 import TransformerManager

import colab_badges
from colab_badges import FILE, Published, in_notebook, in_page, read
from steps import StepFailedError

ROOT = Path(__file__).resolve().parents[2]
NOTEBOOKS = sorted((ROOT / "demo_notebooks").glob("*.ipynb"))
PAGES = [ROOT / "README.md", ROOT / "docs" / "gallery.md"]
WHEEL = "https://example.org/files/densemodel-1.0-py3-none-any.whl"
SET = Published("owner/densemodel", "main", WHEEL, "0123456789abcdef" * 4)
ADDRESS = "https://colab.research.google.com/github/owner/densemodel/blob/main/demo_notebooks"


@pytest.fixture
def project_files(tmp_path, monkeypatch):
    """A project of README, gallery and notebooks, which `write` changes."""
    for file in (*PAGES, *NOTEBOOKS, FILE):
        copy = tmp_path / file.relative_to(ROOT)
        copy.parent.mkdir(exist_ok=True)
        copy.write_bytes(file.read_bytes())
    monkeypatch.setattr(colab_badges.project, "ROOT", tmp_path)
    monkeypatch.setattr(colab_badges.project, "NOTEBOOKS", tmp_path / "demo_notebooks")
    monkeypatch.setattr(colab_badges.pages, "DOCS", tmp_path / "docs")
    monkeypatch.setattr(colab_badges, "FILE", tmp_path / "tools" / "published.toml")
    monkeypatch.setattr(colab_badges, "_DIST", tmp_path / "dist")
    return tmp_path


def published_file(folder, **values):
    known = {"repository": SET.repository, "branch": "main", "wheel": WHEEL, "sha256": SET.sha256}
    file = folder / "published.toml"
    lines = [f'{name} = "{value}"' for name, value in (known | values).items()]
    file.write_text("\n".join(lines), encoding="utf-8")
    return file


def contents(folder):
    files = [*folder.glob("*.md"), *folder.glob("docs/*.md"), *folder.glob("demo_notebooks/*")]
    return {str(file.relative_to(folder)): file.read_text(encoding="utf-8") for file in files}


def test_the_committed_files_say_what_is_published(project_files):
    before = contents(project_files)
    colab_badges.write()
    assert contents(project_files) == before
    if read(FILE) is None:
        assert not [name for name, text in before.items() if "colab-badge" in text]
        # README says how to install a file that was uploaded
        notebooks = [name for name in before if name.endswith(".ipynb")]
        assert not [name for name in notebooks if "%pip install" in before[name]]


def test_with_a_wheel_each_page_and_notebook_has_a_badge_and_without_one_none(project_files):
    published_file(project_files / "tools")
    colab_badges.write()
    for name, text in contents(project_files).items():
        notebook = Path(name).stem if name.endswith("ipynb") else "01_first_model"
        assert text.count("colab-badge.svg") == 1, name
        assert text.count(f"({ADDRESS}/{notebook}.ipynb)") == 1
    colab_badges.write()
    for name, text in contents(project_files).items():
        assert text.count("colab-badge.svg") == 1, name
    published_file(project_files / "tools", repository="", wheel="", sha256="")
    colab_badges.write()
    for path in (*PAGES, *NOTEBOOKS):
        assert "colab-badge" not in contents(project_files)[str(path.relative_to(ROOT))]


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_the_first_code_cell_of_a_notebook_installs_the_wheel_with_its_hash(path):
    text = path.read_text(encoding="utf-8")
    cells = json.loads(in_notebook(text, path.stem, SET))["cells"]
    first = next("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code")
    assert f'    %pip install --quiet "{WHEEL}#sha256={SET.sha256}"\n' in first
    assert first.endswith("\n%load_ext densemodel")
    ast.parse(TransformerManager().transform_cell(first))
    without = in_notebook(in_notebook(text, path.stem, SET), path.stem, None)
    assert without == in_notebook(text, path.stem, None)


def test_the_badge_stands_below_the_title():
    page = in_page("<!-- made -->\n\n# Title\n\nText\n\n# Not this\n\nMore\n", SET)
    assert page.startswith(f"<!-- made -->\n\n# Title\n\n{SET.badge('01_first_model')}\n\nText")
    assert in_page(page, None) == "<!-- made -->\n\n# Title\n\nText\n\n# Not this\n\nMore\n"


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("wheel", "http://example.org/densemodel-1.0-py3-none-any.whl"),
        ("wheel", "https://example.org/other-1.0-py3-none-any.whl"),
        ("wheel", 'https://example.org/x\\" ; rm ; /densemodel-1.0-py3-none-any.whl'),
        ("wheel", f"{WHEEL}#sha256={'0' * 64}"),
        ("wheel", ""),
        ("sha256", ""),
        ("sha256", SET.sha256[:-1]),
        ("sha256", f"{SET.sha256[:-1]}g"),
        ("repository", ""),
        ("repository", "https://github.com/owner/densemodel"),
        ("branch", ""),
    ],
)
def test_half_an_address_and_one_that_is_not_safe_are_refused(tmp_path, name, value):
    with pytest.raises(StepFailedError, match=rf"published\.toml: {name} is "):
        read(published_file(tmp_path, **{name: value}))


def test_a_sha256_that_is_not_that_of_the_built_wheel_is_refused(project_files):
    wheel = project_files / "dist" / WHEEL.rsplit("/", 1)[-1]
    wheel.parent.mkdir()
    wheel.write_bytes(b"a wheel")
    with pytest.raises(StepFailedError, match="has another sha256"):
        read(published_file(project_files / "tools"))
    right = hashlib.sha256(b"a wheel").hexdigest()
    assert read(published_file(project_files / "tools", sha256=right)) is not None


@pytest.mark.tensorflow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_a_notebook_alone_takes_mnist_from_keras(path, monkeypatch):
    """In Colab there is no file beside it."""
    import keras

    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    (load,) = (cell for cell in cells if cell["id"] == "data")
    source = "".join(load["source"])
    monkeypatch.setitem(sys.modules, "mnist", None)
    imports, found, _ = source.partition("\n(x_train, y_train), (x_test, y_test) = load_mnist()")
    if not found:
        assert "mnist" not in source
        return
    names = {}
    exec(imports, names)  # noqa: S102 - our own notebook's
    assert names["load_mnist"] is keras.datasets.mnist.load_data
