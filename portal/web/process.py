"""What the process itself could leave behind: a core file would hold keys and clients' words."""

try:
    import resource
except ImportError:  # Windows has no core files
    resource = None  # type: ignore[assignment]


def leave_no_core() -> None:
    """Let no crash of this process, or of one that it starts, write its memory to a disk."""
    if resource is not None:
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
