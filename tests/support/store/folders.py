"""Folders that may not be written."""

import os
from contextlib import contextmanager


@contextmanager
def read_only(folder):
    """A folder that may be read and not written, also for root, who stops to be root meanwhile."""
    is_root = os.geteuid() == 0
    above = [place for place in folder.parents if place.stat().st_mode & 0o777 == 0o700]
    for place in above if is_root else ():
        place.chmod(0o755)
    folder.chmod(0o555)
    if is_root:
        os.seteuid(65_534)
    try:
        yield
    finally:
        if is_root:
            os.seteuid(0)
            for place in above:
                place.chmod(0o700)
        folder.chmod(0o755)
