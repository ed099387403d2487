"""What an operator, or time, does to topics and to the workers' group while a run is on."""

import json
import shlex
import signal
import subprocess
from pathlib import Path

from faults.kind import Kind, until_ended

DEPLOY = Path(__file__).resolve().parent.parent.parent / "deploy" / "kafka" / "topics"
# Those that carry jobs and results; the others keep the partitions that they were made with.
GROWING = ["jobs", "jobs.retry", "jobs.parked", "results"]
# Those with other partitions from their beginning than jobs.
FIXED = {"stimuli": 4, "outcomes": 4}
# Topics whose loss costs nothing but what is said again: workers' states, and where jobs lie.
SPARE = ["workers", "places"]
# Those whose loss the coordinator that follows the run notices, and mends by publishing again.
MENDED = ["jobs", "jobs.retry", "jobs.parked"]
# Topics whose partitions change their leaders, each with how many it has from its beginning; Kafka's own says who leads the workers' group.
LED = {"konomi.jobs": 8, "konomi.results": 8, "konomi.outcomes": 4, "konomi.workers": 1, "konomi.runs": 1, "__consumer_offsets": 4}


def _witnessed(campaign, kind, helper, output, words, then=lambda: None):
    """Looks at what a tool has printed, once it has ended."""

    def look():
        if helper.poll() == 0 and any(word in output.read_text(errors="replace") for word in words):
            campaign.witness(kind)
        then()

    until_ended(campaign, kind, helper, look)


def _partitions_added(campaign, kind):
    topic = campaign.random.choice(GROWING)
    count = campaign.partitions[topic] = campaign.partitions.get(topic, 8) + campaign.random.randint(1, 3)
    alter = shlex.join(campaign.cluster.tool("kafka-topics.sh", "--alter", "--topic", f"konomi.{topic}", "--partitions", count))
    helper, output = campaign.start_told(["sh", "-c", f"{alter} && echo added"])
    _witnessed(campaign, kind, helper, output, ["added"])
    return True


def _made_again(names):
    def inject(campaign, kind):
        topic = f"konomi.{campaign.random.choice(names)}"
        delete = shlex.join(campaign.cluster.tool("kafka-topics.sh", "--delete", "--topic", topic))
        create = shlex.join(campaign.cluster.tool("kafka-topics.sh", "--create", "--if-not-exists", "--topic", topic, *made(campaign, topic)))
        pause = campaign.random.uniform(0, 3)
        # Whatever becomes of the brokers meanwhile, it is there in the end; what has gone cannot be deleted again.
        script = f"if {delete}; then sleep {pause:.2f}; until {create}; do sleep 1; done; echo remade; fi"
        helper, output = campaign.start_told(["sh", "-c", script])
        _witnessed(campaign, kind, helper, output, ["remade"])
        return True

    return inject


def made(campaign, topic):
    """How an administrator makes the topic (deploy/kafka/topics), as arguments."""
    copies = campaign.cluster.copies
    partitions = max([8, *campaign.partitions.values()])
    command = [DEPLOY, "--dry-run", "--partitions", partitions, "--replication-factor", copies, "--min-insync-replicas", 2 if copies > 2 else 1]
    lines = subprocess.run([str(word) for word in command], capture_output=True, text=True, check=True).stdout.splitlines()
    line = next(line for line in lines if line.split()[0] == topic)
    name, count, replication, settings = line.split()
    arguments = ["--partitions", count.removeprefix("partitions="), "--replication-factor", replication.removeprefix("replication=")]
    # A list in brackets holds commas of its own.
    held = settings.replace("[", "").replace("]", "").replace("compact,delete", "compact+delete")
    for setting in held.split(","):
        arguments += ["--config", setting.replace("+", ",")]
    return arguments


def _records_gone(names):
    def inject(campaign, kind, then=lambda: None):
        topic = campaign.random.choice(names)
        places = [{"topic": f"konomi.{topic}", "partition": index, "offset": -1} for index in range(campaign.partitions.get(topic, FIXED.get(topic, 8)))]
        campaign.told += 1
        offsets = campaign.folder / f"gone-{campaign.told}.json"
        offsets.write_text(json.dumps({"version": 1, "partitions": places}))
        helper, output = campaign.start_told(
            campaign.cluster.tool("kafka-run-class.sh", "org.apache.kafka.tools.DeleteRecordsCommand", "--offset-json-file", offsets))
        _witnessed(campaign, kind, helper, output, ["low_watermark: "], then)
        return True

    return inject


def _records_gone_and_submitted_again(names):
    """What only a new submission brings back; whoever collects or looks at the status is told to."""
    delete = _records_gone(names)

    def inject(campaign, kind):
        return delete(campaign, kind, then=campaign.submit_again)

    return inject


def _offsets_gone(campaign, kind):
    # They expire when the group has had no members for long; here it is deleted instead.
    for worker in campaign.workers:
        worker.is_held = True
        worker.send(signal.SIGKILL)

    def release():
        for worker in campaign.workers:
            worker.is_held = False

    def delete():
        helper, output = campaign.start_told(campaign.cluster.tool("kafka-consumer-groups.sh", "--delete", "--group", "konomi.work"))

        def look():
            if "was successful" in output.read_text(errors="replace"):
                campaign.witness(kind)
            release()

        until_ended(campaign, kind, helper, look)

    campaign.recover(campaign.session_seconds + 1, kind.resource, delete)
    return True


def _leaders_moved(campaign, kind):
    topic, count = campaign.random.choice(list(LED.items()))
    first = campaign.random.randint(0, 2)
    places = [{"topic": topic, "partition": index} for index in range(count)]
    replicas = [[(first + index + copy) % 3 + 1 for copy in range(3)] for index in range(count)]
    moves, elections = (campaign.folder / f"{name}.json" for name in ["moves", "elections"])
    moves.write_text(json.dumps({"version": 1, "partitions": [dict(place, replicas=each) for place, each in zip(places, replicas)]}))
    elections.write_text(json.dumps({"partitions": places}))
    tool = campaign.cluster.tool
    move = tool("kafka-run-class.sh", "org.apache.kafka.tools.reassign.ReassignPartitionsCommand", "--reassignment-json-file", moves, "--execute")
    elect = tool("kafka-run-class.sh", "org.apache.kafka.tools.LeaderElectionCommand", "--election-type", "preferred", "--path-to-json-file", elections)
    helper, output = campaign.start_told(["sh", "-c", f"{shlex.join(move)} && {shlex.join(elect)}"])
    _witnessed(campaign, kind, helper, output, ["Successfully completed leader election"])
    return True


KINDS = {
    "partitions added": Kind(1, "the topics", _partitions_added, is_witnessed=True),
    "topic of states or places deleted and made again": Kind(1, "the topics", _made_again(SPARE), is_witnessed=True),
    "topic of jobs deleted and made again": Kind(0.7, "the topics", _made_again(MENDED), is_witnessed=True),
    "jobs deleted as by retention": Kind(0.7, "the topics", _records_gone(MENDED), is_witnessed=True),
    "stimuli deleted as by retention": Kind(1.5, "the topics", _records_gone(["stimuli"]), is_witnessed=True),
    "results or outcomes deleted as by retention": Kind(0.7, "the topics", _records_gone_and_submitted_again(["results", "outcomes"]), is_witnessed=True),
    "the group's offsets gone": Kind(0.7, "the group", _offsets_gone, is_witnessed=True),
    "leaders moved": Kind(4, "the topics", _leaders_moved, is_witnessed=True, nodes=3),
}
