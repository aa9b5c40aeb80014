"""The composition root: the only place where configuration meets sources, sinks and store."""
