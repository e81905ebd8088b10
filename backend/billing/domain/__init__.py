"""Rules of the slice as pure functions: states, calendar periods, prices."""
