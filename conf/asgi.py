"""What daphne serves: `manage.py serve`. It ends with a sentence where it must not start.

Pages and sockets share the hub of their process, so that what an operator does on a page is told at once.
"""

import os
import sys

from django.core.asgi import get_asgi_application

from conf.manage import BAD_CONFIGURATION
from conf.toml import ConfigurationError

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conf.settings")
try:
    pages = get_asgi_application()
except ConfigurationError as error:
    sys.stderr.write(f"{error}\n")
    sys.exit(BAD_CONFIGURATION)

from channels.routing import ProtocolTypeRouter

from kiosk.upkeep.start import keep_up, require_fitness
from kiosk.wire.hub import Hub
from kiosk.wire.routing import sockets, with_hub

require_fitness()
hub = Hub()
application = ProtocolTypeRouter({"http": with_hub(pages, hub), "websocket": sockets(hub)})
keep_up()
