"""A real SMTP receiver on loopback: prints its port, then writes the Message-ID of each accepted message to a log."""

import asyncio
import sys

from aiosmtpd.smtp import SMTP

ANSWERS = {
    "accept": "250 OK",
    "refuse": "550 5.1.1 no such mailbox here",
    "busy": "451 4.3.0 try again later",
}


class Handler:
    def __init__(self, answer, log):
        self.answer = ANSWERS[answer]
        self.log = log

    async def handle_DATA(self, server, session, envelope):
        if self.answer.startswith("250"):
            for line in envelope.content.split(b"\r\n"):
                if line.lower().startswith(b"message-id:"):
                    self.log.write(line[11:].strip().decode() + "\n")
                    self.log.flush()
                    break
        return self.answer


async def main():
    answer, path = sys.argv[1:3]
    with open(path, "a", encoding="utf-8") as log:
        loop = asyncio.get_running_loop()
        server = await loop.create_server(lambda: SMTP(Handler(answer, log)), "127.0.0.1", 0)
        print(server.sockets[0].getsockname()[1], flush=True)
        await server.serve_forever()


asyncio.run(main())
