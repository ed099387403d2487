"""What a kind of fault is: it takes a campaign, does harm, and sees to it that the harm is undone later where it would last."""

from dataclasses import dataclass
from typing import Callable


@dataclass(frozen=True)
class Kind:
    weight: float
    # What can have only one fault at a time; None is no limit.
    resource: str | None
    # Returns whether there was anything to harm.
    inject: Callable
    # Whether somebody looks that the harm was really done, and says so (`Campaign.witness`): it is done by a tool that may fail, or to a process that may not notice.
    is_witnessed: bool = False
    # The fewest brokers with which it can be.
    nodes: int = 1


def until_ended(campaign, kind, helper, then):
    """Keeps the kind's resource busy until a helper has ended."""

    def look():
        if helper.poll() is None:
            campaign.recover(0.1, kind.resource, look)
        else:
            then()

    look()
