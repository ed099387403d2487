"""An Apache Kafka of one or three nodes on loopback, each behind a proxy of its own, that can be stopped, killed, held up and started again."""

import os
import resource
import shutil
import signal
import socket
import subprocess
import time
from pathlib import Path

from faults.proxy import Proxy

BROKER = Path(__file__).resolve().parent.parent / "broker"


def kafka_home():
    """Where Apache Kafka's own tools lie: as tools/broker finds them."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "konomi"
    homes = [os.environ.get("KAFKA_HOME", ""), *sorted(map(str, cache.glob("kafka-*")))]
    for home in homes:
        if home and os.access(Path(home) / "bin" / "kafka-server-start.sh", os.X_OK):
            return Path(home)
    raise SystemExit("chaos: no Apache Kafka found: set KAFKA_HOME to a distribution, or run tools/broker install")


def held_ports(count):
    """Sockets that hold ports of loopback for whoever names them: they do not listen, nobody who asks for any port is given one of theirs while they live (a broker takes
    seconds to listen, and is killed now and then), and the broker may listen beside them, as both set SO_REUSEADDR."""
    sockets = [socket.socket() for _ in range(count)]
    for each in sockets:
        each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        each.bind(("127.0.0.1", 0))
    return sockets


class Node:
    """One broker, which is a controller too. Clients reach it through its proxy; the nodes reach each other directly."""

    def __init__(self, number, folder, ports, voters, copies, heap):
        self.number = number
        self.heap = heap
        self.folder = folder
        self.port, self.behind, self.controller = ports
        self.proxy = Proxy(self.behind)
        self.process = None
        folder.mkdir(parents=True)
        self.properties = folder / "further.properties"
        self.properties.write_text(
            f"node.id={number}\n"
            f"controller.quorum.voters={voters}\n"
            f"listeners=PLAINTEXT://127.0.0.1:{self.port},CLIENTS://127.0.0.1:{self.behind},CONTROLLER://127.0.0.1:{self.controller}\n"
            f"advertised.listeners=PLAINTEXT://127.0.0.1:{self.port},CLIENTS://127.0.0.1:{self.proxy.port}\n"
            "listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CLIENTS:PLAINTEXT,CONTROLLER:PLAINTEXT\n"
            f"offsets.topic.replication.factor={copies}\n"
            f"transaction.state.log.replication.factor={copies}\n"
            # A group coordinator that comes back must not keep members waiting.
            "replica.lag.time.max.ms=3000\n"
            "controlled.shutdown.max.retries=1\n"
        )

    def start(self):
        environment = dict(
            os.environ, KONOMI_BROKER_PROPERTIES=str(self.properties), KAFKA_OPTS="-XX:TieredStopAtLevel=1", KAFKA_HEAP_OPTS=f"-Xms96m -Xmx{self.heap}"
        )
        with open(self.folder / "log.txt", "ab") as log:
            self.process = subprocess.Popen(
                [BROKER, "run", self.folder, str(self.port), str(self.controller)],
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, env=environment, start_new_session=True,
            )

    def is_running(self):
        return self.process is not None and self.process.poll() is None

    def answers(self):
        with socket.socket() as probe:
            probe.settimeout(1)
            return probe.connect_ex(("127.0.0.1", self.behind)) == 0

    def signal(self, number):
        if self.is_running():
            os.killpg(self.process.pid, number)

    def limit_files(self, size):
        """From now on no file of its may grow beyond so many bytes, as on a full disk; None is no limit."""
        if self.is_running():
            resource.prlimit(self.process.pid, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY if size is None else size, resource.RLIM_INFINITY))

    def wipe(self):
        """Takes all its data away; it must have ended."""
        shutil.rmtree(self.folder / "data", ignore_errors=True)

    def end(self, number):
        """Ends the node by a signal, and returns when it is gone."""
        self.signal(number)
        try:
            self.process.wait(30)
        except subprocess.TimeoutExpired:
            self.signal(signal.SIGKILL)
            self.process.wait()


class Cluster:
    """The nodes together."""

    def __init__(self, folder, size, heap="384m"):
        self.held = held_ports(3 * size)
        ports = [each.getsockname()[1] for each in self.held]
        controllers = ports[2 * size :]
        voters = ",".join(f"{index + 1}@127.0.0.1:{controllers[index]}" for index in range(size))
        self.copies = size
        self.nodes = [
            Node(index + 1, folder / f"node-{index + 1}", (ports[index], ports[size + index], controllers[index]), voters, size, heap)
            for index in range(size)
        ]
        self.address = ",".join(f"127.0.0.1:{node.proxy.port}" for node in self.nodes)

    def start(self):
        for node in self.nodes:
            node.start()
        self.await_nodes()

    def tool(self, name, *arguments):
        """The command that runs one of Kafka's own tools, for a minute at most. What is done to the network is not done to an administrator."""
        servers = ",".join(f"127.0.0.1:{node.port}" for node in self.nodes)
        # kafka-run-class.sh has the class first.
        classes = arguments[: 1 if name == "kafka-run-class.sh" else 0]
        words = ["timeout", 60, kafka_home() / "bin" / name, *classes, "--bootstrap-server", servers, *arguments[len(classes) :]]
        return [str(word) for word in words]

    def rewind(self, group, records):
        """The command that has a group without members read so many records of each partition again."""
        return self.tool("kafka-consumer-groups.sh", "--group", group, "--all-topics", "--reset-offsets", "--shift-by", -records, "--execute")

    def await_nodes(self, seconds=90):
        deadline = time.monotonic() + seconds
        for node in self.nodes:
            while not node.answers():
                if not node.is_running() or time.monotonic() > deadline:
                    raise SystemExit(f"chaos: node {node.number} of Apache Kafka does not start; its log is {node.folder / 'log.txt'}")
                time.sleep(0.1)

    def stop(self):
        for node in self.nodes:
            node.signal(signal.SIGCONT)
            node.signal(signal.SIGKILL)
        for node in self.nodes:
            if node.process is not None:
                node.process.wait()
            node.proxy.close()
        for each in self.held:
            each.close()
