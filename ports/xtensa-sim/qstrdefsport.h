// No names of the port's own.
