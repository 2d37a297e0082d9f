"""A stand-in for ulab where the firmware has none: the parts of its interface that mpickle uses.

It behaves as ulab 6 built for two dimensions with complex numbers; tests change these names to see what
other builds do.
"""

from . import numpy

__version__ = "6.7.0-2D-c"
