import subprocess
import sys


def test_the_package_loads_no_widget_library_before_its_first_use():
    code = (
        "import sys, densemodel.widgets as w; dir(w);"
        "slow = {'ipywidgets', 'bqplot', 'anywidget', 'tensorflow'};"
        "print(sorted(slow & set(sys.modules)))"
    )
    ended = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ended.stdout.strip() == "[]"
