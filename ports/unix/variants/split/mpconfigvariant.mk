# A heap of several areas.
