"""Read by gunicorn wherever it starts: its log tells no words, and no file of it is for others."""

logger_class = "portal.web.server_log.ServerLog"
umask = 0o077
