"""The kinds of faults that processes, brokers, the disk and the network meet, and the table of all kinds."""

import shlex
import signal
import time

from faults import clock, streams, topics
from faults.kind import Kind, until_ended


def _sent_to_a_worker(number):
    def inject(campaign, kind):
        return _send(campaign.random.choice(campaign.workers), number)

    return inject


def _sent_to(role, number):
    return lambda campaign, kind: _send(getattr(campaign, role), number)


def _send(role, number):
    if not role.is_running():
        return False
    role.send(number)
    return True


def _held_up(choose, seconds):
    def inject(campaign, kind):
        role = choose(campaign)
        if not _send(role, signal.SIGSTOP):
            return False
        campaign.recover(seconds, kind.resource, lambda: role.send(signal.SIGCONT))
        return True

    return inject


def _start(campaign, kind, nodes, then=lambda: None):
    """Starts those of the nodes that have ended, again where that fails. Until all of them answer, another fault of the brokers would be one too many."""

    def look():
        for node in nodes:
            if not node.is_running():
                node.start()
        if all(node.answers() for node in nodes):
            then()
        else:
            campaign.recover(0.2, kind.resource, look)

    look()


def _broker_ended(number):
    def inject(campaign, kind):
        node = campaign.random.choice(campaign.cluster.nodes)
        if not node.answers():
            return False
        node.end(number)
        campaign.recover(campaign.random.uniform(0, 3), kind.resource, lambda: _start(campaign, kind, [node]))
        return True

    return inject


def _brokers_come_back_empty(campaign, kind):
    nodes = campaign.cluster.nodes
    if not all(node.answers() for node in nodes):
        return False
    for node in nodes:
        node.end(signal.SIGKILL)
        node.wipe()
    # Topics are made as they were at first.
    campaign.partitions.clear()
    campaign.recover(campaign.random.uniform(0, 10), kind.resource, lambda: _start(campaign, kind, nodes, campaign.submit_again))
    return True


def _broker_disk_full(campaign, kind):
    """A broker that cannot write gives up its data and ends; with room again it is started."""
    node = campaign.random.choice(campaign.cluster.nodes)
    if not node.answers():
        return False
    node.limit_files(0)
    end = time.monotonic() + 20

    def look():
        if not node.is_running():
            campaign.witness(kind)
            _start(campaign, kind, [node])
        elif time.monotonic() < end:
            campaign.recover(0.2, kind.resource, look)
        else:
            # It has written nothing since; or it is about to end, and is looked after once it has.
            node.limit_files(None)
            campaign.recover(5, kind.resource, lambda: _start(campaign, kind, [node]))

    campaign.recover(campaign.random.uniform(1, 4), kind.resource, look)
    return True


def _broker_held_up(campaign, kind):
    node = campaign.random.choice(campaign.cluster.nodes)
    if not node.answers():
        return False
    node.signal(signal.SIGSTOP)
    campaign.recover(campaign.random.uniform(1, 5), kind.resource, lambda: node.signal(signal.SIGCONT))
    return True


def _disk_full(campaign, kind):
    disk, collector = campaign.disk, campaign.collector
    disk.fill(collector)
    campaign.recover(campaign.random.uniform(1, 3), kind.resource, lambda: disk.free(collector))
    return True


def _disk_read_only(campaign, kind):
    disk = campaign.disk
    if not disk.can_be_locked or not disk.lock():
        return False
    campaign.recover(campaign.random.uniform(1, 3), kind.resource, disk.unlock)
    return True


def _network_slow(campaign, kind):
    proxies = [node.proxy for node in campaign.cluster.nodes]

    def change(delay):
        for proxy in proxies:
            proxy.delay = delay

    change(campaign.random.uniform(0.02, 0.3))
    campaign.recover(campaign.random.uniform(1, 4), kind.resource, lambda: change(0))
    return True


def _network_cut(campaign, kind):
    proxies = [node.proxy for node in campaign.cluster.nodes]
    for proxy in proxies:
        proxy.cut()

    def mend():
        for proxy in proxies:
            proxy.mend()

    campaign.recover(campaign.random.uniform(0, 4), kind.resource, mend)
    return True


def _delivered_again(campaign, kind):
    # The group's offsets can be set back only while it has no members.
    for worker in campaign.workers:
        worker.is_held = True
        worker.send(signal.SIGKILL)

    def release():
        for worker in campaign.workers:
            worker.is_held = False

    def rewind():
        command = campaign.cluster.rewind("konomi.work", campaign.random.randint(1, 6))
        until_ended(campaign, kind, campaign.start_helper(command), release)

    campaign.recover(campaign.session_seconds + 1, kind.resource, rewind)
    return True


def _submitted_again(campaign, kind):
    campaign.start_helper(campaign.submission("--detach"))
    return True


def _poisoned(campaign, kind):
    campaign.submit_poison()
    return True


def _rebalance_storm(campaign, kind):
    for number in range(3):
        worker = campaign.start_helper(campaign.command("work", "--slots", 1), campaign.poison.environment)
        campaign.recover(campaign.random.uniform(0.3, 2), kind.resource if number == 0 else None, worker.terminate)
    return True


def _paused_and_resumed(campaign, kind):
    # An operator resumes what he has paused, and tries again where no broker took it, unless the run is done (exit code 65).
    pause, resume = (shlex.join(campaign.command(word, "--run", f"r{campaign.run}")) for word in ["pause", "resume"])
    seconds = campaign.random.uniform(0.5, 3)
    script = f"{pause}; sleep {seconds:.2f}; until {resume} || [ $? = 65 ]; do sleep 1; done"
    until_ended(campaign, kind, campaign.start_helper(["sh", "-c", script]), lambda: None)
    return True


KINDS = {
    "worker killed (SIGKILL)": Kind(8, None, _sent_to_a_worker(signal.SIGKILL)),
    "worker crashed (SIGSEGV)": Kind(4, None, _sent_to_a_worker(signal.SIGSEGV)),
    "worker told to stop (SIGTERM)": Kind(4, None, _sent_to_a_worker(signal.SIGTERM)),
    "worker held up beyond its session (SIGSTOP)": Kind(
        4, "a worker's session", _held_up(lambda campaign: campaign.random.choice(campaign.workers), 5)),
    "worker's terminal closed (SIGHUP)": Kind(1, None, _sent_to_a_worker(signal.SIGHUP)),
    "coordinator killed (SIGKILL)": Kind(3, None, _sent_to("coordinator", signal.SIGKILL)),
    "coordinator told to stop (SIGTERM)": Kind(2, None, _sent_to("coordinator", signal.SIGTERM)),
    "coordinator held up (SIGSTOP)": Kind(1, "the coordinator", _held_up(lambda campaign: campaign.coordinator, 5)),
    "collector killed (SIGKILL)": Kind(5, None, _sent_to("collector", signal.SIGKILL)),
    "collector told to stop (SIGTERM)": Kind(2, None, _sent_to("collector", signal.SIGTERM)),
    "collector held up (SIGSTOP)": Kind(1, "the collector", _held_up(lambda campaign: campaign.collector, 5)),
    "broker stopped and started": Kind(1, "a broker", _broker_ended(signal.SIGTERM)),
    "broker killed and started": Kind(1.5, "a broker", _broker_ended(signal.SIGKILL)),
    "broker held up (SIGSTOP)": Kind(1, "a broker", _broker_held_up),
    "brokers come back empty": Kind(1, "a broker", _brokers_come_back_empty),
    "broker's disk full": Kind(1, "a broker", _broker_disk_full, is_witnessed=True),
    "disk full": Kind(2, "the disk", _disk_full),
    "results directory read-only": Kind(2, "the disk", _disk_read_only),
    "network slow": Kind(2, "the network", _network_slow),
    "network cut": Kind(2, "the network", _network_cut),
    "jobs delivered again": Kind(1, "the group", _delivered_again),
    "run submitted again": Kind(1, None, _submitted_again),
    "poison job": Kind(1, None, _poisoned),
    "rebalance storm": Kind(1.5, "the group", _rebalance_storm),
    "paused and resumed": Kind(1, "the run's state", _paused_and_resumed),
    **clock.KINDS,
    **streams.KINDS,
    **topics.KINDS,
}
