// No qstrs of this port's own.
