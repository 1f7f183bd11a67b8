"""The WSGI application, built from the environment; nothing else."""

from config import Settings
from portal import create_app

settings = Settings.from_environment()
settings.forget_secrets()
app = create_app(settings)
