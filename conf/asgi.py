"""What daphne runs: `daphne conf.asgi:application`."""

import os

from django.core.asgi import get_asgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "conf.settings")
pages = get_asgi_application()

from channels.routing import ProtocolTypeRouter  # noqa: E402  Django must be set up before its models are read

from kiosk.wire.routing import sockets  # noqa: E402

application = ProtocolTypeRouter({"http": pages, "websocket": sockets()})
