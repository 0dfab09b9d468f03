"""A real redis-server, and raw clients of it: nothing between a test and what the server says."""

import socket

from place import Process, free_port, until


class Server(Process):
    def __init__(self):
        super().__init__("redis")
        self.port = free_port()
        self.url = f"redis://127.0.0.1:{self.port}"
        words = ["--port", self.port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"]
        self.spawn("redis-server", *words, "--dir", self.folder)
        until("redis-server answers", self._answers)
        self.own = Client(self.port)
        self.own_id = int(self.own.ask("CLIENT ID")[1:])

    def _answers(self):
        self.lives()
        try:
            Client(self.port).close()
        except OSError:
            return False
        return True

    def seen(self):
        """CLIENT LIST by address, but for the client that asks."""
        lines = self.own.ask("CLIENT LIST").splitlines()
        rows = [dict(word.split("=", 1) for word in line.split(" ")) for line in lines if line.startswith("id=")]
        return {row["addr"]: row for row in rows if int(row["id"]) != self.own_id}

    def close(self):
        self.own.close()
        super().close()


class Client:
    """A connection that speaks the protocol's inline form."""

    def __init__(self, port, name=None):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.socket.makefile("rb")
        self.address = "{}:{}".format(*self.socket.getsockname())
        if name:
            assert self.ask(f"CLIENT SETNAME {name}").strip() == "+OK"
        assert self.is_alive()

    def ask(self, line):
        """Sends a line and reads what comes back: a word, a number, or a text with its length."""
        self.socket.sendall(f"{line}\r\n".encode())
        head = self.file.readline()
        if not head.startswith(b"$"):
            return head.decode()
        return self.file.read(int(head[1:]) + 2).decode()

    def is_alive(self):
        try:
            return self.ask("PING").strip() == "+PONG"
        except OSError:
            return False

    def close(self):
        self.file.close()
        self.socket.close()
