"""The smallest pickle in CPython's own terms: what ``pickletools.optimize`` leaves, without the frame.

Installed as ``mpickle`` (see ``make_exp.py``) it lets CPython produce the expectations for the
scripts that check exact bytes.
"""

import pickle
import pickletools
from pickle import *  # noqa: F403  (stands in for the whole module)

FRAME_SIZE = 9
FRAME_LIMIT = 64 * 1024

__version__ = "0.0.0"
DEFAULT_PROTOCOL = 4


def dumps(obj, protocol=4, **options):
    """Like ``pickle.dumps``, without needless memo entries, and without a frame below 64 KiB."""
    data = pickletools.optimize(pickle.dumps(obj, protocol, **options))
    if data[2:3] == pickle.FRAME and len(data) < FRAME_LIMIT:
        data = data[:2] + data[2 + FRAME_SIZE :]
    return data
