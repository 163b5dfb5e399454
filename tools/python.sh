#!/bin/sh
# Runs a script with the first Python that can create the project's environment:
#     sh tools/python.sh tools/make.py demo
# This is a shell script because it has to work before a Python is found. A name on PATH
# proves nothing (a pyenv shim may have no version behind it), so each candidate is tested.

right_version='import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 14))'
without_venv=''

for python in ${PYTHON:+"$PYTHON"} python3.13 python3.12 python3.11 python3.14 python3 python; do
    if "$python" -c "$right_version" >/dev/null 2>&1; then
        # Debian ships Python without ensurepip, and venv fails there; sqlite3 is that of a lock
        if "$python" -c 'import venv, ensurepip, sqlite3' >/dev/null 2>&1; then
            exec "$python" "$@"
        fi
        without_venv=${without_venv:-$python}
    fi
    if [ -n "$PYTHON" ]; then
        break
    fi
done

if [ -n "$without_venv" ]; then
    echo "$without_venv cannot create virtual environments: sudo apt install $(basename "$without_venv")-venv" >&2
elif [ -n "$PYTHON" ]; then
    echo "PYTHON=$PYTHON is not a working Python 3.11 to 3.14: set another, or leave PYTHON out" >&2
else
    echo "no Python 3.11 to 3.14 was found: install one (python.org/downloads, or your package manager), or set its path: make PYTHON=/path/to/python3.12 ..." >&2
fi
exit 1
