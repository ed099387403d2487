"""Workers that only say that they are there: the states of very many, as real ones send them. A process of its own, until it is ended."""

import argparse
import time

from confluent_kafka import Producer

from scale.message import headers, written

# How often a worker speaks.
PERIOD = 3.0


class Fleet:
    def __init__(self, broker, prefix, workers, slots, run, neurons, partitions, method_version):
        self.topic = f"{prefix}.workers"
        self.count, self.slots, self.run, self.neurons, self.method_version = workers, slots, run, neurons, method_version
        self.partitions = partitions
        self.producer = Producer({"bootstrap.servers": broker, "partitioner": "murmur2_random", "linger.ms": 5, "acks": "all", "queue.buffering.max.messages": 1_000_000})

    def speak(self, index, turn):
        """What one of them says at one of its turns; it has a job on each slot, for as long as 20 turns."""
        now = time.time()
        name = f"node-{index // 4:04}-{10_000 + index}"
        since = now - turn % 20 * PERIOD
        at_hand = [(index * self.slots + slot + turn // 20 * self.count * self.slots) % self.neurons for slot in range(self.slots)]
        value = written(
            {
                "alive": True, "done": turn // 20 * self.slots, "host": f"node-{index // 4:04}", "method_version": self.method_version,
                "partitions": list(range(index * self.partitions // self.count, (index + 1) * self.partitions // self.count)),
                "running": [{"neuron": f"neuron-{neuron:05}", "run": self.run, "since": since} for neuron in at_hand],
                "slots": self.slots, "time": now, "version": "0.1.0", "worker": name,
            }
        )
        while True:
            try:
                self.producer.produce(self.topic, value, name, headers=headers("konomi.worker.v1", f"konomi/worker/{name}", name, value))
                return
            except BufferError:
                self.producer.poll(0.1)

    def tell_history(self, turns):
        """What they said before now, as fast as the broker takes it."""
        for turn in range(turns):
            for index in range(self.count):
                self.speak(index, turn)
            self.producer.poll(0)
        self.producer.flush()

    def go(self, turn):
        """Each speaks every three seconds, spread over them, for ever."""
        start = time.monotonic()
        told = 0
        while True:
            due = int((time.monotonic() - start) / PERIOD * self.count)
            for each in range(told, due):
                self.speak(each % self.count, turn + each // self.count)
            told = max(told, due)
            self.producer.poll(0)
            time.sleep(0.01)


def main():
    parser = argparse.ArgumentParser(prog="scale.fleet", description=__doc__)
    parser.add_argument("--broker", required=True)
    parser.add_argument("--prefix", required=True)
    parser.add_argument("--workers", type=int, required=True)
    parser.add_argument("--slots", type=int, default=2)
    parser.add_argument("--run", required=True)
    parser.add_argument("--neurons", type=int, required=True)
    parser.add_argument("--partitions", type=int, required=True)
    parser.add_argument("--method-version", type=int, default=5)
    parser.add_argument("--history", type=int, default=0, help="turns to tell at once, and leave")
    parser.add_argument("--turn", type=int, default=0, help="the first turn")
    options = parser.parse_args()
    fleet = Fleet(options.broker, options.prefix, options.workers, options.slots, options.run, options.neurons, options.partitions, options.method_version)
    if options.history:
        fleet.tell_history(options.history)
    else:
        fleet.go(options.turn)


if __name__ == "__main__":
    main()
