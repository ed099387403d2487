"""Runs that were long ago: their manifests, states and outcomes stand in the topics, their jobs do not."""

import hashlib

from confluent_kafka import Producer

from scale.log import Log
from scale.message import headers, renamed, written


class Archive:
    def __init__(self, broker, prefix):
        self.broker, self.prefix = broker, prefix
        self.producer = Producer({"bootstrap.servers": broker, "partitioner": "murmur2_random", "linger.ms": 20, "acks": "all", "message.max.bytes": 100_000_000, "queue.buffering.max.messages": 1_000_000, "queue.buffering.max.kbytes": 2_000_000})

    def copy(self, prefix, run, names):
        """Has what another queue's topics say of a run said here of runs of other names."""
        for topic in ["runs", "states"]:
            latest = {}
            for record in Log(self.broker, f"{prefix}.{topic}").records():
                if record.key() == run.encode() and record.value() is not None:
                    latest[record.key()] = record
            for record in latest.values():
                for name in names:
                    value, described = renamed(record, name)
                    self._publish(topic, name, value, described)
        self._flush()

    def end(self, runs, neurons):
        """Has each neuron of each run succeeded, in the ledger."""
        for run in runs:
            for index, neuron in enumerate(neurons):
                key = f"{run}/{neuron}"
                value = written(
                    {
                        "neuron": neuron, "offset": index, "partition": 0, "run": run, "seconds": 60.5, "sha256": hashlib.sha256(key.encode()).hexdigest(),
                        "state": "succeeded", "worker": f"node-{index % 1000:04}-1",
                    }
                )
                self._publish("outcomes", key, value, headers("konomi.outcome.v1", "konomi/worker/archive", key, value))
        self._flush()

    def _publish(self, topic, key, value, described):
        while True:
            try:
                self.producer.produce(f"{self.prefix}.{topic}", value, key, headers=described, on_delivery=_refused)
                self.producer.poll(0)
                return
            except BufferError:
                self.producer.poll(0.1)

    def _flush(self):
        if self.producer.flush(120):
            raise SystemExit("queue: the broker does not take the old runs")


def _refused(error, _):
    if error is not None:
        raise SystemExit(f"queue: the broker does not take the old runs: {error}")
