"""
MiniStack, with three things that it does not do by itself. It saves its state every few seconds, not only when it ends in order: one
that is killed forgets nothing older. It reads its streams from their beginning: it keeps how far each was read, but not the
records, so that after a restart it would wait for as many new ones before it looked at the first. And it puts into the log all that a
function has written: it gives up reading after 50 ms, and on a busy machine what came later would be told with the next invocation.
"""

import array
import fcntl
import json
import logging
import os
import socket
import termios
import threading
import time

from ministack import app
from ministack.core.lambda_runtime import Worker
from ministack.core.persistence import save_all

SECONDS = 10
LOG_SECONDS = 5


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


def read_whole_logs() -> None:
    read = Worker._drain_stderr_bounded

    # Node writes to a pipe at once: what a function logged before its answer is in it by now.
    def read_all(worker: Worker, *args, **kwargs) -> str:
        deadline = time.monotonic() + LOG_SECONDS
        while unread_bytes(worker) > 0 and time.monotonic() < deadline:
            time.sleep(0.001)
        # A worker whose function has failed is ended, and what reads its pipe ends when that is empty.
        if worker._proc is None and worker._stderr_thread is not None:
            worker._stderr_thread.join(LOG_SECONDS)
        return read(worker, *args, **kwargs)

    Worker._drain_stderr_bounded = read_all


def unread_bytes(worker: Worker) -> int:
    process = worker._proc
    if process is None or process.stderr is None or process.stderr.closed:
        return 0
    count = array.array("i", [0])
    fcntl.ioctl(process.stderr, termios.FIONREAD, count)
    return count[0]


forget_stream_positions()
read_whole_logs()
threading.Thread(target=save_regularly, daemon=True).start()
app.main()
