"""What another commit computes and says otherwise than this working tree: a net for redesigns.

    python benchmarks/against.py COMMIT                       every section, and the report
    python benchmarks/against.py COMMIT --only specs tables   some sections
    python benchmarks/against.py --against-itself             this tree twice: no difference
    python benchmarks/against.py COMMIT --out FOLDER          where results and the report go

Both sides run the cases of this tree (`_against_*.py`, which use only public names), each section
in a process of its own, with the same virtual environment, one thread, and no XLA, whose use
depends on times. What a case gives is compared facet by facet: numbers to the last bit, texts
without times, ids and paths. The results of a commit are kept in the folder, so that a second run
takes half the time. The last section, `files`, runs nothing: it compares the texts that the case
files of both commits expect. The exit code is 1 if anything differs.
"""

import argparse
import hashlib
import io
import json
import os
import re
import shutil
import subprocess
import sys
import tarfile
import tempfile
import time
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from _against_side import SECTIONS

ROOT = Path(__file__).resolve().parents[1]
_STATIC = Path("src", "densemodel", "widgets", "static")
_FILES = "files"
_PROCESS = "the process"
_ENVIRONMENT = {
    "CUDA_VISIBLE_DEVICES": "-1",
    "TF_ENABLE_ONEDNN_OPTS": "0",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "TF_NUM_INTRAOP_THREADS": "1",
    "TF_NUM_INTEROP_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "OPENBLAS_NUM_THREADS": "1",
    "PYTHONHASHSEED": "0",
    "PYTHONNOUSERSITE": "1",
    "MPLBACKEND": "Agg",
}
_LONGEST = 300
Results = dict[str, dict[str, Any]]


def main():
    """Run both sides, compare them, and print the report."""
    asked = _arguments()
    out = asked.out.resolve()
    out.mkdir(parents=True, exist_ok=True)
    sections = asked.only or [*SECTIONS, _FILES]
    commit = "this tree" if asked.against_itself else _git("rev-parse", asked.commit).strip()
    report = Report(f"{commit[:12]} (old) against this tree (new), {' '.join(sections)}")
    with tempfile.TemporaryDirectory() as temporary:
        source = ROOT if asked.against_itself else _installed(commit, Path(temporary))
        for section in sections:
            began = time.perf_counter()
            if section != _FILES:
                cached = None if asked.against_itself else out / "cache" / f"{commit[:12]}-{_key()}"
                folders = _run(section, source, cached, out)
                report.compare(section, *folders)
            elif not asked.against_itself:
                report.compare_case_files(commit, out / "case_files.diff")
            took = time.perf_counter() - began
            print(f"{section}: {took:.0f} s, {report.count(section)}", file=sys.stderr, flush=True)
    text = report.text()
    (out / "report.txt").write_text(text, encoding="utf-8")
    print(text, end="")
    return 1 if report.differences else 0


def _installed(commit, folder):
    """The files of a commit, with its front end: built if its sources differ, else copied."""
    archive = subprocess.run(["git", "archive", commit], cwd=ROOT, capture_output=True, check=True)
    with tarfile.open(fileobj=io.BytesIO(archive.stdout)) as files:
        files.extractall(folder, filter="data")
    is_same = not _git("diff", "--name-only", commit, "--", "js", str(_STATIC.parent / "css"))
    node, modules = shutil.which("node"), ROOT / "js" / "node_modules"
    if not is_same and node and modules.exists():
        if not (folder / "js" / "node_modules").exists():
            (folder / "js" / "node_modules").symlink_to(modules)
        subprocess.run([node, "build.mjs"], cwd=folder / "js", check=False, capture_output=True)
    if not (folder / _STATIC).exists() and (ROOT / _STATIC).exists():
        if not is_same:
            print("the front end is this tree's: it could not be built", file=sys.stderr)
        shutil.copytree(ROOT / _STATIC, folder / _STATIC)
    return folder


def _run(section, source, cached, out):
    """The folders of the results of both sides, which run at the same time."""
    old = (cached or out / "cache" / "this tree") / section
    new = out / "new" / section
    started = [] if cached and (old / "results.json").exists() else [_start(section, source, old)]
    started.append(_start(section, ROOT, new))
    for process, folder in started:
        if process.wait() != 0:
            errors = (folder / "errors.txt").read_text(encoding="utf-8", errors="replace")
            ending = errors.strip().splitlines()[-1:] or ["no output"]
            results = {_PROCESS: {"ended": {"error": f"{process.returncode}: {ending[0]}"}}}
            # under another name, so that it is not taken for a result the next time
            (folder / "failed.json").write_text(json.dumps(results), encoding="utf-8")
    return old, new


def _start(section, source, folder):
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    script = ROOT / "benchmarks" / "_against_side.py"
    command = [sys.executable, str(script), section, str(source / "src"), str(folder)]
    environment = os.environ | _ENVIRONMENT | {"PYTHONPATH": str(source / "src")}
    environment |= {"IPYTHONDIR": str(folder / "ipython"), "XDG_CACHE_HOME": str(folder / "home")}
    with (folder / "errors.txt").open("wb") as errors:
        process = subprocess.Popen(
            command, env=environment, stdout=errors, stderr=errors, cwd=folder
        )
    return process, folder


def _key():
    """A hash of the cases and of the libraries, beside which results of a commit are kept."""
    from importlib.metadata import version

    from densemodel._tensorflow import tensorflow_version

    paths = [*ROOT.glob("benchmarks/_against_*.py"), *ROOT.glob("tests/support/**/*.py")]
    paths += [*ROOT.glob("tests/**/cases/*.txt"), *ROOT.glob("demo_notebooks/*.*")]
    paths += ROOT.glob("tests/data/columns/test_*.py")
    versions = [tensorflow_version(), *map(version, ("keras", "numpy", "pandas"))]
    digest = hashlib.sha256(f"{sys.version}{versions}".encode())
    for path in sorted(paths):
        digest.update(path.read_bytes())
    return digest.hexdigest()[:12]


class Report:
    """The differences of all sections.

    Args:
        title: The first line.
    """

    def __init__(self, title):
        self._title = title
        self._counts = {}
        self.differences = []

    def compare(self, section, old, new):
        """Compare the results of a section.

        Args:
            section: Its name.
            old: The folder of the other commit's results.
            new: That of this tree's.
        """
        before, after = _results(old), _results(new)
        # the stored arrays are read only where something differs
        arrays = [_arrays(folder) for folder in (old, new)]
        failed = {name for name in before | after if name == _PROCESS}
        if failed:  # else every facet of the other side would be a difference
            before, after = ({one: side.get(one, {}) for one in failed} for side in (before, after))
        absent = {"error": "absent"}
        for case in before | after:
            mine, theirs = after.get(case, {}), before.get(case, {})
            for facet in theirs | mine:
                one, other = theirs.get(facet, absent), mine.get(facet, absent)
                name = re.sub(r"^(later|file): .*", r"\1", facet)
                found = list(_differences(one, other, arrays, ""))
                if case == _PROCESS and not found:  # both sides failed alike: nothing is proved
                    found = [("", one, other)]
                is_error = isinstance(one, dict) and "error" in one
                result = "differ" if found else "error" if is_error else "equal"
                self._counts.setdefault((section, name), Counter())[result] += 1
                if found:
                    place, was, became = found[0]
                    more = f" and {len(found) - 1} more places" if len(found) > 1 else ""
                    lines = [f"{section}, {case}, {facet}{place}{more}", was, became]
                    self.differences.append("\n    ".join(_cut(one) for one in lines if one))

    def compare_case_files(self, commit, path):
        """Compare the expected texts of the case files of tests.

        Args:
            commit: The other commit.
            path: The file for the whole diff.
        """
        folder = ":(glob)tests/**/cases/*.txt"
        path.write_text(_git("diff", "-M", commit, "--", folder), encoding="utf-8")
        names = _git("diff", "-M", "--name-status", commit, "--", folder).splitlines()
        for status, *files in (line.split("\t") for line in names):
            before = {} if status == "A" else _blocks(_git("show", f"{commit}:{files[0]}"))
            after = {} if status == "D" else _blocks((ROOT / files[-1]).read_text(encoding="utf-8"))
            changed = [one for one in before | after if before.get(one) != after.get(one)]
            facet = files[-1].removeprefix("tests/")
            equal = sum(before.get(one) == text for one, text in after.items())
            self._counts[_FILES, facet] = Counter(equal=equal, differ=len(changed))
            if changed:
                listed = ", ".join(changed)
                words = f"{len(changed)} of {len(before | after)} cases: {listed}"
                self.differences.append(f"{_FILES}, {facet}\n    {_cut(words)}")

    def count(self, section):
        """How many facets of a section differ, in words."""
        total = sum((one for (of, _), one in self._counts.items() if of == section), Counter())
        return f"{total['differ']} of {total.total()} facets differ"

    def text(self):
        """The table of all facets, and each difference in three lines."""
        head = f"{'section':10}{'facet':44}{'equal':>7}{'differ':>8}{'error':>7}"
        lines = [self._title, "", head]
        for (section, facet), count in self._counts.items():
            numbers = f"{count['equal']:7}{count['differ'] or '-':>8}{count['error'] or '-':>7}"
            lines.append(f"{section:10}{facet[:43]:44}{numbers}")
        lines += ["", "error: both sides raise the same error", ""]
        lines += self.differences or ["no difference"]
        return "\n".join(lines) + "\n"


def _results(folder):
    path = folder / "results.json"
    if not path.exists():
        path = folder / "failed.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _arrays(folder):
    path = folder / "arrays.npz"
    return np.load(path) if path.exists() else {}


def _differences(old, new, arrays, place):
    """Each place where two facets differ, with both values."""
    if all(isinstance(one, dict) and "sha256" in one for one in (old, new)):
        if old["sha256"] != new["sha256"] or old["of"] != new["of"]:
            yield place, *_array_words(arrays[0][old["array"]], arrays[1][new["array"]])
    elif isinstance(old, dict) and isinstance(new, dict) and "error" not in old | new:
        for name in old | new:
            one, other = old.get(name, "(absent)"), new.get(name, "(absent)")
            yield from _differences(one, other, arrays, f"{place} > {name}")
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for number, (one, other) in enumerate(zip(old, new, strict=True)):
            yield from _differences(one, other, arrays, f"{place} > {number}")
    elif json.dumps(old) != json.dumps(new):
        yield place, *_around(_words(old), _words(new))


def _array_words(old, new):
    if old.shape != new.shape:
        return f"old: {old.dtype} {old.shape}", f"new: {new.dtype} {new.shape}"
    apart = np.abs(old.astype("float64") - new.astype("float64"))
    words = f"max abs difference {np.nanmax(apart, initial=0):.3g}, {(apart > 0).sum()} values"
    return f"{words} of {old.size}, {old.dtype} and {new.dtype}", ""


def _words(value):
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)


def _around(old, new):
    """Two texts where they begin to differ."""
    start = next(
        (i for i, (one, other) in enumerate(zip(old, new, strict=False)) if one != other),
        min(len(old), len(new)),
    )
    start = 0 if max(len(old), len(new)) < _LONGEST - 10 else max(0, start - 60)
    dots = "..." if start else ""
    return f"old: {dots}{old[start:]}", f"new: {dots}{new[start:]}"


def _cut(text):
    line = text.replace("\n", "\\n")
    return line if len(line) <= _LONGEST else line[: _LONGEST - 3] + "..."


def _blocks(text):
    """The cases of a case file, by name."""
    blocks = re.split(r"^== ", text, flags=re.MULTILINE)[1:]
    return dict(block.strip().partition("\n")[::2] for block in blocks)


def _git(*arguments):
    command = ["git", *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout


def _arguments():
    parser = argparse.ArgumentParser(description=str(__doc__).splitlines()[0])
    parser.add_argument("commit", nargs="?", metavar="COMMIT", help="the commit to compare with")
    parser.add_argument("--only", nargs="+", choices=[*SECTIONS, _FILES], metavar="SECTION",
                        help=", ".join([*SECTIONS, _FILES]))  # fmt: skip
    parser.add_argument("--out", type=Path, default=Path(tempfile.gettempdir(), "against"),
                        metavar="FOLDER", help="for results and report.txt")  # fmt: skip
    parser.add_argument("--against-itself", action="store_true", help="this tree twice")
    asked = parser.parse_args()
    if bool(asked.commit) == asked.against_itself:
        parser.error("give a COMMIT, or --against-itself")
    return asked


if __name__ == "__main__":
    sys.exit(main())
