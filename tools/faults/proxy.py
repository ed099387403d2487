"""A TCP proxy on loopback that can be slow, or cut every connection."""

import asyncio
import struct
import threading
from collections import Counter


class Proxy:
    """Passes connections on to a port. `delay` is how many seconds each piece of data waits; while `is_cut`, nobody gets through. `requests` counts what clients ask of
    the broker, by the protocol's numbers; `answered` counts the bytes that the broker answers."""

    def __init__(self, target):
        self.target = target
        self.delay = 0.0
        self.is_cut = False
        self.port = None
        self.requests = Counter()
        self.answered = 0
        self._writers = set()
        self._loop = asyncio.new_event_loop()
        ready = threading.Event()
        threading.Thread(target=self._run, args=(ready,), daemon=True).start()
        ready.wait()

    def cut(self):
        """Ends all connections, and lets no new ones through until `mend`."""
        self.is_cut = True
        self._loop.call_soon_threadsafe(self._drop)

    def mend(self):
        self.is_cut = False

    def close(self):
        asyncio.run_coroutine_threadsafe(self._end(), self._loop)

    def _run(self, ready):
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._accept, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()

    async def _end(self):
        connections = asyncio.all_tasks() - {asyncio.current_task()}
        for connection in connections:
            connection.cancel()
        await asyncio.gather(*connections, return_exceptions=True)
        self._loop.stop()

    def _drop(self):
        for writer in list(self._writers):
            writer.transport.abort()

    async def _accept(self, reader, writer):
        if self.is_cut:
            writer.transport.abort()
            return
        try:
            far_reader, far_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            writer.transport.abort()
            return
        ends = {writer, far_writer}
        self._writers |= ends
        try:
            await asyncio.gather(self._pass(reader, far_writer, self._count()), self._pass(far_reader, writer, self._add()))
        except asyncio.CancelledError:
            # The proxy ends: to be cancelled is no error, but asyncio's streams would print it as one.
            pass
        finally:
            self._writers -= ends
            for end in ends:
                end.transport.abort()

    def _count(self):
        """Counts the requests of one connection in the bytes that it is sent: each is a length of 4 bytes, the request's kind in 2, and the rest."""
        held, rest = b"", 0
        while True:
            held += yield
            while True:
                skipped = min(rest, len(held))
                held, rest = held[skipped:], rest - skipped
                if rest or len(held) < 6:
                    break
                length, kind = struct.unpack(">iH", held[:6])
                self.requests[kind] += 1
                rest = 4 + length

    def _add(self):
        """Counts the bytes of one connection's answers."""
        while True:
            data = yield
            self.answered += len(data)

    async def _pass(self, reader, writer, counting=None):
        if counting is not None:
            next(counting)
        try:
            while data := await reader.read(1 << 16):
                if counting is not None:
                    counting.send(data)
                if self.delay:
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        # Whichever end goes takes the other with it.
        writer.transport.abort()
