import numpy as np
import pytest
from IPython.core.interactiveshell import InteractiveShell

from densemodel.charts import _static
from densemodel.store import use_folder


class Notebook:
    """A real IPython shell with the extension loaded, and what a person sees of it."""

    def __init__(self, shell, capsys):
        self.shell = shell
        self.variables = shell.user_ns
        self.updates = []
        "The text of each output that replaced an earlier one: no cell prints it."
        self._capsys = capsys
        self._publish = shell.display_pub.publish

    def publish(self, data, *, update=False, **more):
        """Print an output, as IPython does, or keep what replaces one."""
        if update:
            self.updates.append(data["text/plain"])
        else:
            self._publish(data, **more)

    def run(self, source):
        """Run a cell that must succeed; gives what it printed."""
        self._capsys.readouterr()
        result = self.shell.run_cell(source)
        out = self._capsys.readouterr().out
        assert result.success, out
        return out

    def run_without_waiting(self, source):
        """Run a cell as in a kernel, where the panel shows the run and the cell ends at once."""
        self.shell.kernel = object()
        try:
            return self.run(source)
        finally:
            del self.shell.kernel

    def fail(self, source):
        """Run a cell that must fail; gives what is shown of the error."""
        self._capsys.readouterr()
        result = self.shell.run_cell(source)
        assert not result.success
        captured = self._capsys.readouterr()
        return (captured.out + captured.err).strip()


@pytest.fixture(scope="module", autouse=True)
def small_pictures():
    """Draw few pixels: what a picture shows is the subject of `tests/widgets`."""
    drawn = _static._drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_static, "_drawn", lambda figure, scale: drawn(figure, scale / 4))
        yield


@pytest.fixture
def notebook(capsys, tmp_path, monkeypatch):
    shell = InteractiveShell.instance()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("gc.collect", int)  # which takes longer than many a test
        shell.reset(new_session=False)
    shell.run_line_magic("load_ext", "densemodel")
    use_folder(tmp_path / "densemodels")  # runs are kept there as they train
    rng = np.random.default_rng(1)
    y = np.repeat(np.arange(3), 20)
    x = (rng.normal(size=(60, 4)) + 2.0 * np.eye(3, 4)[y]).astype("float32")
    shell.user_ns.update(x_train=x, y_train=y, n_in=4)
    notebook = Notebook(shell, capsys)
    monkeypatch.setattr(shell.display_pub, "publish", notebook.publish)
    yield notebook
    shell.run_line_magic("unload_ext", "densemodel")
    shell.config.pop("DenseModel", None)  # what a test's %config set would hold for the next one
