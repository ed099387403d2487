"""What was measured, each figure beside its limit."""

from dataclasses import asdict, dataclass, field


@dataclass
class Figure:
    name: str
    limit: str
    found: str
    # nil where nothing is asked of it.
    is_kept: bool | None
    value: float | None = None
    tries: list = field(default_factory=list)


class Figures:
    def __init__(self):
        self.found = []

    def most(self, name, value, limit, unit, tries=()):
        self._enter(Figure(name, f"<= {limit:g} {unit}", f"{value:.2f} {unit}", value <= limit, value, list(tries)))

    def least(self, name, value, limit, unit):
        self._enter(Figure(name, f">= {limit:g} {unit}", f"{value:.0f} {unit}", value >= limit, value))

    def note(self, name, value, unit):
        self._enter(Figure(name, "", f"{value:.2f} {unit}", None, value))

    def check(self, name, found, is_kept):
        self._enter(Figure(name, "true", found, is_kept))

    def fail(self, name, limit, unit, why):
        self._enter(Figure(name, f"{limit:g} {unit}", why, False))

    def _enter(self, figure):
        self.found.append(figure)

    @property
    def are_kept(self):
        return bool(self.found) and all(figure.is_kept is not False for figure in self.found)

    def document(self):
        return {"kept": self.are_kept, "figures": [asdict(figure) for figure in self.found]}

    def table(self):
        verdict = {True: "", False: "MISSED", None: ""}
        width = max((len(figure.name) for figure in self.found), default=0)
        return "\n".join(f"{figure.name:{width}}  {figure.limit:>12}  {figure.found:>14}  {verdict[figure.is_kept]}".rstrip() for figure in self.found)
