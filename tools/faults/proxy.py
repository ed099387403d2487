"""A TCP proxy on loopback that can be slow, or cut every connection."""

import asyncio
import threading


class Proxy:
    """Passes connections on to a port. `delay` is how many seconds each piece of data waits; while `is_cut`, nobody gets through."""

    def __init__(self, target):
        self.target = target
        self.delay = 0.0
        self.is_cut = False
        self.port = None
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
            await asyncio.gather(self._pass(reader, far_writer), self._pass(far_reader, writer))
        finally:
            self._writers -= ends
            for end in ends:
                end.transport.abort()

    async def _pass(self, reader, writer):
        try:
            while data := await reader.read(1 << 16):
                if self.delay:
                    await asyncio.sleep(self.delay)
                writer.write(data)
                await writer.drain()
        except OSError:
            pass
        # Whichever end goes takes the other with it.
        writer.transport.abort()
