"""Requests and frames that no client would write, as bytes; chance is seeded."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

METHODS = (
    *(b"GET", b"HEAD", b"POST", b"PUT", b"DELETE", b"OPTIONS", b"PATCH", b"TRACE", b"CONNECT", b"PROPFIND"),
    *(b"get", b"G\xc3\x89T", b"X" * 300),
)
PATHS = (
    *b"""
/ /api/report /api/report?token=x /health /health/live /health/ready /metrics /service-worker.js /static/
/static/tablet/js/app.js /static/../conf/settings.py /static/%2e%2e/%2e%2e/etc/passwd
/console/ /console/sign-in/ /ws/ /ws /ws/identity/ /ws/nowhere
 //evil.example/ http://evil.example/ /%00 /%ff%fe /;/..;/ * /?q=%ZZ
""".split(),
    *(b"", b"/\xc3\xa9", b"/?\xff", b"/" + b"a" * 5000, b"/?" + b"q=%FF&" * 300),
)
HEADERS = (
    *b"""
Host: localhost
Host: evil.example
Host: a b
Host:
Host: [::1
Host: \xff
Authorization: Bearer x
Authorization: Bearer \xc3\xa9
Authorization: Bearer
Authorization: Basic
Cookie: sessionid=\x80; csrftoken=\xff
Accept-Language: \xff
X-Forwarded-For: \xff\xff
X-Forwarded-Proto: gopher
Range: bytes=9-1
Origin: http://evil.example
Origin: null
Referer: \xe2\x82
Content-Type: multipart/form-data
Content-Type: application/x-www-form-urlencoded; charset=nonsense
Content-Length: 0
Expect: 100-continue
Transfer-Encoding: identity
Daphne-Root-Path: /%ff
Bad Header
X_Under: score
Na\xc3\xafve: x
: empty
Upgrade: h2c
Upgrade: websocket
Connection: Upgrade
Connection: close
Sec-WebSocket-Key: short
Sec-WebSocket-Version: 99
Sec-WebSocket-Protocol: \xc3\xa9
Sec-WebSocket-Protocol: , ,
Sec-WebSocket-Extensions: permessage-deflate; x=\xff
""".strip().splitlines(),
    b"Cookie: " + b"a=b; " * 200,
    b"Accept-Language: " + b"fr," * 400,
    b'If-None-Match: "' + b"x" * 2000 + b'"',
)
VERSIONS = (b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b"HTTP/1.1 x", b"", b"ICY\xff/1")
HONEST = b"Host: 127.0.0.1"
UPGRADE = (
    b"Connection: Upgrade",
    b"Upgrade: websocket",
    b"Sec-WebSocket-Version: 13",
    b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
)
PAYLOADS = (b"", b"\xff\xfe", b"\xc0\xaf", b"\xed\xa0\x80", b"\x03\xe7", b"\x00", b"x" * 125, b"{}")


def request(chance: random.Random) -> bytes:
    """An HTTP request: mostly right but for something, at times in every part wrong."""
    words = [chance.choice(METHODS), chance.choice(PATHS), chance.choice(VERSIONS)]
    if _happens(chance, 0.6):
        words[0], words[2] = chance.choice(METHODS[:4]), b"HTTP/1.1"
    headers = [HONEST] if _happens(chance, 0.8) else []
    headers += UPGRADE if _happens(chance, 0.2) else ()
    headers += chance.choices(HEADERS, k=chance.randrange(4))
    body = chance.randbytes(chance.randrange(100)) if _happens(chance, 0.2) else b""
    headers += [b"Content-Length: %d" % len(body)] if body else []
    return b"\r\n".join([b" ".join(words), *headers, b"", body])


def handshake(path: bytes) -> bytes:
    """The request of a client that will misbehave later."""
    return b"\r\n".join([b"GET %s HTTP/1.1" % path, HONEST, *UPGRADE, b"", b""])


def frame(chance: random.Random) -> bytes:
    """What is no frame of the protocol, or one that no client may send."""
    opcode = chance.choice((0, 1, 2, 3, 7, 8, 9, 10, 11, 15))
    first = chance.choice((0x80, 0x80, 0x00, 0xC0, 0xF0)) | opcode
    payload = chance.choice(PAYLOADS)
    length = chance.choice((len(payload), len(payload), 0))
    head = bytes([first, length | chance.choice((0x80, 0x80, 0x80, 0))])
    if _happens(chance, 0.2):
        head = bytes([first, 0x80 | 127]) + chance.choice((2**40, 2**63, 70_000)).to_bytes(8)
    return head + bytes(4) + payload


def _happens(chance: random.Random, probability: float) -> bool:
    return chance.random() < probability
