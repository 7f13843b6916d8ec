"""The desk: a book in the browser, to see, check and correct what was read.

`create_app` makes the application, `listen` serves it. Nothing here knows SQL, or how anything was coded.
"""

from tocsin.serve.app import create_app
from tocsin.serve.desk import Settings
from tocsin.serve.guard import Gate, hosts_of
from tocsin.serve.listening import free_port, listen

__all__ = ["Gate", "Settings", "create_app", "free_port", "hosts_of", "listen"]
