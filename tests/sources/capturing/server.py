"""A web server on this machine that answers with whatever bytes a test gives it, as slowly as it is told to."""

import socket
import ssl
import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from sources.capturing.lines import Network

HTML = "text/html; charset=utf-8"


def answer(body=b"", *, status="200 OK", content_type=HTML, **headers) -> bytes:
    """A whole answer; a header given as None is left out, and `content_length` may lie."""
    given = {"content_type": content_type, "content_length": str(len(body))} | headers
    lines = [f"{name.replace('_', '-')}: {value}" for name, value in given.items() if value is not None]
    return "\r\n".join([f"HTTP/1.1 {status}", *lines, "", ""]).encode() + body


def redirect(location: str | bytes, status="302 Found") -> bytes:
    place = location.encode() if isinstance(location, str) else location
    return b"HTTP/1.1 " + status.encode() + b"\r\nLocation: " + place + b"\r\nContent-Length: 0\r\n\r\n"


CERTIFICATE = Path(__file__).parent / "tls.example.pem"  # for this name, until 2126, with its key


class Server:
    """`pages`: by path the bytes of the answer, or what is done with the connection. `asked`: the requests, whole."""

    def __init__(self, *, tls: bool = False) -> None:
        self._tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH) if tls else None
        if self._tls:
            self._tls.load_cert_chain(CERTIFICATE)
        self.pages: dict[str, bytes | Callable[[socket.socket], object]] = {}
        self.asked: list[str] = []
        self.over = threading.Event()
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.port = self._listening.getsockname()[1]
        self._threads = [threading.Thread(target=self._listen)]
        self._threads[0].start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http://{host}:{self.port}{path}"

    @property
    def network(self) -> Network:
        """Lets through this one server, of all that is not public."""
        return Network(let_through=frozenset({("127.0.0.1", self.port)}))

    def paths(self) -> list[str]:
        return [request.split(" ", 2)[1] for request in self.asked]

    def close(self) -> None:
        self.over.set()
        with suppress(OSError):
            self._listening.shutdown(socket.SHUT_RDWR)
        self._listening.close()
        for thread in self._threads:
            thread.join()

    def _listen(self) -> None:
        while not self.over.is_set():
            try:
                connection, _ = self._listening.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=[connection])
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError):
            connection.settimeout(10)
            self._answer(self._tls.wrap_socket(connection, server_side=True) if self._tls else connection)
        connection.close()

    def _answer(self, connection: socket.socket) -> None:
        with connection:
            request = b""
            while b"\r\n\r\n" not in request and (received := connection.recv(65536)):
                request += received
            head, _, body = request.partition(b"\r\n\r\n")
            lengths = (line[15:] for line in head.split(b"\r\n") if line.lower().startswith(b"content-length:"))
            wanted = int(next(lengths, 0))
            while len(body) < wanted and (received := connection.recv(65536)):
                body += received
            if not head:
                return
            self.asked.append((head + b"\r\n\r\n" + body).decode("latin-1"))
            page = self.pages.get(self.paths()[-1], answer(status="404 Not Found"))
            page(connection) if callable(page) else connection.sendall(page)


def drip(server: Server, start: bytes, drop: bytes) -> Callable[[socket.socket], None]:
    """Never silent for long, and never done."""

    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while not server.over.wait(0.02):
            connection.sendall(drop)

    return send


def endless(server: Server, start: bytes, chunk: bytes) -> Callable[[socket.socket], None]:
    def send(connection: socket.socket) -> None:
        connection.sendall(start)
        while not server.over.is_set():
            connection.sendall(chunk)

    return send
