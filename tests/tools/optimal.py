"""The smallest pickle in CPython's own terms: what ``pickletools.optimize`` leaves, without the frame.

Installed as ``mpickle`` (see ``make_exp.py``) it lets CPython produce the expectations for the
scripts that check exact bytes.
"""

import io
import pickle
import pickletools
from pickle import *  # noqa: F403  (stands in for the whole module)

FRAME_SIZE = 9
FRAME_LIMIT = 64 * 1024

__version__ = "0.0.0"
DEFAULT_PROTOCOL = 4


class OldPickler(pickle._Pickler):
    """For protocols 0 to 2: a bytearray as its own ``__reduce__`` has it, which is the shorter form."""

    def save_bytearray(self, obj):
        """The class on a text in Latin-1, or on nothing."""
        self.save_reduce(bytearray, (str(obj, "latin-1"), "latin-1") if obj else (), obj=obj)

    dispatch = pickle._Pickler.dispatch | {bytearray: save_bytearray}


def plain(obj, protocol, **options):
    """What is to be optimized."""
    if protocol > 2:
        return pickle.dumps(obj, protocol, **options)
    out = io.BytesIO()
    OldPickler(out, protocol, **options).dump(obj)
    return out.getvalue()


def dumps(obj, protocol=4, **options):
    """Like ``pickle.dumps``, without needless memo entries, and without a frame below 64 KiB."""
    data = pickletools.optimize(plain(obj, protocol, **options))
    if data[2:3] == pickle.FRAME and len(data) < FRAME_LIMIT:
        data = data[:2] + data[2 + FRAME_SIZE :]
    return data
