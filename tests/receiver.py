"""A real SMTP receiver on loopback: prints its port, then writes the Message-ID of each accepted message to a log.

    receiver.py ANSWER LOG [OPTIONS]

ANSWER: accept; refuse (550); busy (451); busy_once (451 to the first try of each message); cut_once (each message is taken,
and the first time the connection ends before the answer). OPTIONS is JSON:
    stall     no answer to mail for recipients that hold this text ...
    at        ... at `rcpt`, `data` or `dot` (the default)
    bits      true: every answer leaves byte by byte, the answer to the final dot in several lines
    most      messages in one connection, after which it answers 421 and hangs up
    tls       `starttls` or `tls`, with `cert` and `key`
    password  asked for, from any user
"""

import asyncio
import json
import ssl
import sys

from aiosmtpd.smtp import SMTP, AuthResult, syntax

ANSWERS = {
    "accept": "250 OK",
    "refuse": "550 5.1.1 no such mailbox here",
    "busy": "451 4.3.0 try again later",
    "busy_once": "250 OK",
    "cut_once": "250 OK",
}
FOR_EVER = 3600
# Message-IDs met so far.
MET = set()


class Server(SMTP):
    def __init__(self, handler, options, context):
        self.options = options
        self.taken = 0
        wanted = "password" in options
        super().__init__(
            handler,
            tls_context=context if options.get("tls") == "starttls" else None,
            auth_required=wanted,
            # Over TLS from the first byte the library does not know that it is one.
            auth_require_tls=options.get("tls") == "starttls",
            authenticator=self.check if wanted else None,
        )

    def check(self, server, session, envelope, mechanism, data):
        good = getattr(data, "password", b"") == self.options["password"].encode()
        return AuthResult(success=good, handled=False)

    async def push(self, status):
        if not self.options.get("bits"):
            return await super().push(status)
        for byte in (status if isinstance(status, bytes) else status.encode()) + b"\r\n":
            self._writer.write(bytes([byte]))
            await self._writer.drain()
            await asyncio.sleep(0.001)

    async def stalls(self, at):
        wanted = self.options.get("stall")
        here = self.options.get("at", "dot") == at
        if wanted and here and any(wanted in to for to in self.envelope.rcpt_tos):
            await asyncio.sleep(FOR_EVER)

    @syntax("DATA")
    async def smtp_DATA(self, arg):
        await self.stalls("data")
        most = self.options.get("most")
        if most is not None and self.taken >= most:
            await self.push("421 4.7.0 too many messages, come back later")
            self.transport.close()
            return
        self.taken += 1
        await super().smtp_DATA(arg)


class Handler:
    def __init__(self, answer, log, options):
        self.answer = answer
        self.log = log
        self.options = options

    async def handle_RCPT(self, server, session, envelope, address, options):
        envelope.rcpt_tos.append(address)
        await server.stalls("rcpt")
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        await server.stalls("dot")
        heads = envelope.content.split(b"\r\n")
        found = next((h for h in heads if h.lower().startswith(b"message-id:")), b"message-id:")
        message_id = found[11:].strip().decode()
        first = message_id not in MET
        MET.add(message_id)
        answer = "451 4.3.0 once more, please" if self.answer == "busy_once" and first else ANSWERS[self.answer]
        if answer.startswith("250"):
            self.log.write(message_id + "\n")
            self.log.flush()
        if self.answer == "cut_once" and first:
            server.transport.abort()
            await asyncio.sleep(0)
        if self.options.get("bits") and answer.startswith("250"):
            await server.push("250-2.0.0 taken\r\n250-2.0.0 and kept")
        return answer


async def main():
    answer, path = sys.argv[1:3]
    options = json.loads(sys.argv[3]) if len(sys.argv) > 3 else {}
    context = None
    if "tls" in options:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(options["cert"], options["key"])
    with open(path, "a", encoding="utf-8") as log:
        loop = asyncio.get_running_loop()
        from_first_byte = context if options.get("tls") == "tls" else None
        make = lambda: Server(Handler(answer, log, options), options, context)
        server = await loop.create_server(make, "127.0.0.1", 0, ssl=from_first_byte)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


asyncio.run(main())
