"""The WSGI application, built from the environment; nothing else."""

from config import Settings
from portal import create_app

app = create_app(Settings.from_environment())
