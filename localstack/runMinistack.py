"""MiniStack, saving its state every few seconds: by itself it does so only when it ends in order, and one that is killed forgets all."""

import logging
import os
import socket
import threading
import time

from ministack import app
from ministack.core.persistence import save_all

SECONDS = 10


def save_regularly() -> None:
    # Before it answers it has not read what it saved last time.
    while socket.socket().connect_ex(("127.0.0.1", int(os.environ["GATEWAY_PORT"]))) != 0:
        time.sleep(1)
    # A line for each of some ninety services, every time.
    logging.getLogger("persistence").setLevel(logging.WARNING)
    while True:
        time.sleep(SECONDS)
        save_all(app._build_persistence_save_dict())


threading.Thread(target=save_regularly, daemon=True).start()
app.main()
