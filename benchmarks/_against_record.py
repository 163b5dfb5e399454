"""The results of cases, as JSON and arrays: each facet of a case is recorded by itself."""

import datetime as dt
import hashlib
import json
import re

import _packages  # noqa: F401 - says which package is missing
import numpy as np

_MASKS = (
    (r"(?<![\w.])\d+(\.\d+)? ?(ms|s|min|minutes?|seconds?)\b", "(time)"),
    (r"\b\d\d:\d\d(:\d\d)?\b", "(clock)"),
    (r"\b0x[0-9a-f]+\b", "(address)"),
    (r"(?<![.\w])(?=\w*\d)(?=\w*[a-f])[0-9a-f]{12,}\b", "(id)"),
    (r"/(tmp|work|root|home|var)/[^\s'\"<>,;)]*", "(path)"),
)
_CHANGES_EACH_TIME = {"id", "shared_object_id", "saved_at", "date_saved", "seconds", "parent"}
_CHANGES_EACH_TIME |= {"versions", "machine"}


class Recorder:
    """The facets of cases, by name."""

    def __init__(self):
        self._cases = {}
        self._arrays = {}

    def facet(self, case, name, get):
        """Record what a function returns, or the error that it raises; return it, or None.

        Args:
            case: The name of the case.
            name: The name of the facet.
            get: Returns numbers, texts, arrays, frames, or lists or dicts of these.
        """
        found = None
        try:
            found = get()
            value = self._plain(found)
        except Exception as error:  # noqa: BLE001 - an error is a result, too
            value = {"error": f"{type(error).__name__}: {masked(str(error))}"}
        self._cases.setdefault(case, {})[name] = value
        return found

    def error(self, case, error):
        """Record that a case could not be made."""
        text = f"{type(error).__name__}: {masked(str(error))}"
        self._cases.setdefault(case, {})["made"] = {"error": text}

    def write(self, folder):
        """Write all facets: `results.json`, and `arrays.npz` for the size of differences."""
        np.savez_compressed(folder / "arrays.npz", **self._arrays)
        text = json.dumps(self._cases, ensure_ascii=False, indent=1)
        (folder / "results.json").write_text(text, encoding="utf-8")

    def _plain(self, value):
        if hasattr(value, "to_dict") and hasattr(value, "columns"):
            columns = {str(name): value[name].tolist() for name in value.columns}
            return self._plain({"index": value.index.tolist(), "columns": columns})
        if isinstance(value, np.generic):
            value = value.item()
        if isinstance(value, np.ndarray):
            return self._array(value)
        if isinstance(value, dict):
            return {str(name): self._plain(one) for name, one in value.items()}
        if isinstance(value, list | tuple):
            return [self._plain(one) for one in value]
        # json writes each digit of a float that it takes to read it again
        return value if isinstance(value, str | int | float | None) else str(value)

    def _array(self, value):
        if value.dtype.kind not in "biuf":
            return [self._plain(one) for one in value.tolist()]
        key = f"a{len(self._arrays)}"
        self._arrays[key] = value
        digest = hashlib.sha256(np.ascontiguousarray(value).tobytes()).hexdigest()
        return {"array": key, "sha256": digest, "of": f"{value.dtype} {value.shape}"}


def masked(text):
    """A text without times, ids, addresses and paths, which differ from run to run.

    Args:
        text: Any text.
    """
    today = dt.datetime.now(tz=dt.UTC).date()
    for day in (today, today - dt.timedelta(1)):
        text = text.replace(day.isoformat(), "(day)")
    for pattern, word in _MASKS:
        text = re.sub(pattern, word, text)
    return text


def lasting(value):
    """What a JSON file holds, without ids, times and versions.

    Args:
        value: The content of the file, read.
    """
    if isinstance(value, dict):
        names = [name for name in value if name not in _CHANGES_EACH_TIME]
        return {name: lasting(value[name]) for name in names}
    return [lasting(one) for one in value] if isinstance(value, list) else value


def findings(found):
    """The findings of a run or of data, as texts."""
    return [[one.severity, one.where, masked(one.message), one.accept] for one in found]
