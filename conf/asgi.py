"""What daphne serves: `manage.py serve`.

Pages and sockets share the hub of their process, so that what an operator does on a page is told at once.
"""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conf.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402  Django must be set up before its models are read

from kiosk.wire.hub import Hub  # noqa: E402
from kiosk.wire.routing import sockets, with_hub  # noqa: E402

hub = Hub()
application = ProtocolTypeRouter({"http": with_hub(pages, hub), "websocket": sockets(hub)})
