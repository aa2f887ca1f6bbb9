"""
MiniStack, with two things that it does not do by itself. It saves its state every few seconds, not only when it ends in order: one
that is killed forgets nothing older. And it reads its streams from their beginning: it keeps how far each was read, but not the
records, so that after a restart it would wait for as many new ones before it looked at the first.
"""

import json
import logging
import os
import socket
import threading
import time

from ministack import app
from ministack.core.persistence import save_all

SECONDS = 10


def forget_stream_positions() -> None:
    path = os.path.join(os.environ["STATE_DIR"], "lambda.json")
    try:
        with open(path) as file:
            state = json.load(file)
    except FileNotFoundError:
        return
    state["payload"].pop("dynamodb_stream_positions", None)
    with open(path, "w") as file:
        json.dump(state, file)


def save_regularly() -> None:
    # Before it answers it has not read what it saved last time.
    while socket.socket().connect_ex(("127.0.0.1", int(os.environ["GATEWAY_PORT"]))) != 0:
        time.sleep(1)
    # A line for each of some ninety services, every time.
    logging.getLogger("persistence").setLevel(logging.WARNING)
    while True:
        time.sleep(SECONDS)
        save_all(app._build_persistence_save_dict())


forget_stream_positions()
threading.Thread(target=save_regularly, daemon=True).start()
app.main()
