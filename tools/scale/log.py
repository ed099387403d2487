"""What stands in topics, and what comes to them, seen from outside."""

import time

from confluent_kafka import OFFSET_BEGINNING, Consumer, TopicPartition
from confluent_kafka.admin import AdminClient


class Log:
    """One topic of a queue."""

    def __init__(self, broker, topic):
        self.broker, self.topic = broker, topic

    def consumer(self):
        return Consumer(
            {"bootstrap.servers": self.broker, "group.id": "scale", "enable.auto.commit": False, "enable.partition.eof": False, "auto.offset.reset": "error"}
        )

    def partitions(self):
        known = AdminClient({"bootstrap.servers": self.broker}).list_topics(timeout=20).topics
        return sorted(known[self.topic].partitions) if self.topic in known else []

    def records(self):
        """All records that stand there now."""
        consumer = self.consumer()
        try:
            ends = {}
            for partition in self.partitions():
                low, high = consumer.get_watermark_offsets(TopicPartition(self.topic, partition), timeout=20)
                if high > low:
                    ends[partition] = high
            consumer.assign([TopicPartition(self.topic, partition, OFFSET_BEGINNING) for partition in ends])
            found, deadline = [], time.monotonic() + 60
            while ends:
                if time.monotonic() > deadline:
                    raise SystemExit(f"queue: {self.topic} could not be read to its end within 60 s")
                for record in consumer.consume(1000, 0.2):
                    if record.error():
                        raise SystemExit(f"queue: {self.topic} cannot be read: {record.error()}")
                    found.append(record)
                # Compaction may have taken the last ones: the position counts, not the record.
                for place in consumer.position([TopicPartition(self.topic, partition) for partition in ends]):
                    if place.offset >= ends[place.partition]:
                        del ends[place.partition]
            return found
        finally:
            consumer.close()


class Watch:
    """What comes to a topic from now on, with the time of its arrival by this process's monotonic clock."""

    def __init__(self, log):
        self.consumer = log.consumer()
        partitions = log.partitions()
        places = []
        for partition in partitions:
            _, high = self.consumer.get_watermark_offsets(TopicPartition(log.topic, partition), timeout=20)
            places.append(TopicPartition(log.topic, partition, high))
        self.consumer.assign(places)

    def next(self, key, seconds):
        """When the next record comes whose key begins so; nil where none does within so many seconds."""
        deadline = time.monotonic() + seconds
        while (rest := deadline - time.monotonic()) > 0:
            record = self.consumer.poll(min(rest, 0.5))
            if record is not None and record.error() is None and (record.key() or b"").startswith(key.encode()):
                return time.monotonic()
        return None

    def close(self):
        self.consumer.close()
