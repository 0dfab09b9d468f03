"""A real mariadbd, and clients of it that speak the protocol: nothing between a test and what the server says."""

import getpass
import os
import socket
import struct
import subprocess

from place import Process, free_port, until

SMALL = "--innodb-log-file-size=16M"


class Server(Process):
    def __init__(self):
        super().__init__("mariadb")
        self.port = free_port()
        self.url = f"mysql://root@127.0.0.1:{self.port}"
        os.mkdir(self.path("tmp"))
        self.common = [
            "--no-defaults",
            f"--user={getpass.getuser()}",
            f"--datadir={self.path('data')}",
            f"--tmpdir={self.path('tmp')}",
            SMALL,
        ]
        set_up = ["--auth-root-authentication-method=normal", "--skip-test-db"]
        try:
            made = subprocess.run(["mariadb-install-db", *self.common, *set_up], capture_output=True, text=True)
        except FileNotFoundError as fault:
            raise AssertionError("mariadb-install-db is missing: `make test` installs it") from fault
        assert made.returncode == 0, made.stdout + made.stderr

    def start(self):
        """Starts it unless it runs."""
        if self.child is not None:
            return
        own = [f"--port={self.port}", "--bind-address=127.0.0.1", "--skip-name-resolve"]
        places = [f"--socket={self.path('s.sock')}", f"--pid-file={self.path('pid')}"]
        self.spawn("mariadbd", *self.common, *own, *places)
        until("mariadbd answers", self._answers)

    def _answers(self):
        self.lives()
        try:
            Client(self.port).close()
        except (OSError, EOFError):
            return False
        return True

    def seen(self):
        """SHOW PROCESSLIST by id, but for the client that asks."""
        own = Client(self.port)
        rows = own.ask("SHOW FULL PROCESSLIST")
        own.close()
        return {int(row[0]): row for row in rows if int(row[0]) != own.id}


class Client:
    """A connection of root, who has no password."""

    def __init__(self, port):
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=20)
        self.file = self.socket.makefile("rb")
        hello = self._read()
        if hello[0] != 10:
            raise EOFError(hello)
        end = hello.index(b"\0", 1) + 1
        self.id = struct.unpack_from("<I", hello, end)[0]
        # Protocol 4.1 with a plug-in, the largest packet, utf8mb4, and an empty password.
        flags = 0x0000_0200 | 0x0000_8000 | 0x0008_0000
        body = struct.pack("<IIB23x", flags, 1 << 24, 45) + b"root\0" + b"\0" + b"mysql_native_password\0"
        self._write(1, body)
        said = self._read()
        if said[:1] != b"\0":
            raise EOFError(said)

    def _read(self):
        head = self.file.read(4)
        if len(head) < 4:
            raise EOFError("the connection ended")
        return self.file.read(int.from_bytes(head[:3], "little"))

    def _write(self, number, body):
        self.socket.sendall(len(body).to_bytes(3, "little") + bytes([number]) + body)

    def begin(self, sql):
        """Starts a statement and does not wait for it."""
        self._write(0, b"\x03" + sql.encode())

    def ask(self, sql):
        """The rows of an answer, as texts."""
        self.begin(sql)
        return self.rows()

    def rows(self):
        first = self._read()
        if first[:1] == b"\xff":
            raise RuntimeError(first[9:].decode())
        if first[:1] == b"\0":
            return []
        columns = first[0]
        for _ in range(columns + 1):
            self._read()
        rows = []
        while True:
            packet = self._read()
            if packet[:1] == b"\xff":
                raise RuntimeError(packet[9:].decode())
            if packet[:1] == b"\xfe" and len(packet) < 9:
                return rows
            rows.append(tuple(texts(packet, columns)))

    def is_alive(self):
        try:
            return self.ask("SELECT 1") == [("1",)]
        except (OSError, EOFError, RuntimeError):
            return False

    def close(self):
        self.file.close()
        self.socket.close()


def texts(packet, columns):
    at = 0
    for _ in range(columns):
        length, at = packet[at], at + 1
        if length == 0xFB:
            yield None
            continue
        if length == 0xFC:
            length, at = int.from_bytes(packet[at : at + 2], "little"), at + 2
        elif length == 0xFD:
            length, at = int.from_bytes(packet[at : at + 3], "little"), at + 3
        yield packet[at : at + length].decode()
        at += length
