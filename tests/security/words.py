"""Words that nobody would write by chance, for tests that look where they turn up."""

CANARY = "quillowmere by the tide"
