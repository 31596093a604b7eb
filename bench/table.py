"""The printed table and the verdicts: a section has rows, and targets that are met or missed."""


class Report:
    """Prints as it goes, and keeps everything for the JSON output."""

    def __init__(self):
        self.sections = {}
        self.targets = []

    def section(self, key, title, columns):
        self.rows = self.sections[key] = []
        self.columns = columns
        print(f"\n{title}\n" + f"{'':24}" + "".join(f"{name:>13}" for name in columns), flush=True)

    def row(self, name, note="", **values):
        """One line; values are seconds, ratios or None, in the order of the columns."""
        self.rows.append({"name": name, **values})
        cells = "".join(f"{'-':>13}" if value is None else f"{value:>13.3f}" if isinstance(value, float) else f"{value:>13}"
                        for value in values.values())
        print(f"  {name:22}{cells}  {note}".rstrip(), flush=True)

    def target(self, name, value, bound, at_least=True):
        """Compares a number with what it should be; a missing number counts as missed."""
        met = value is not None and (value >= bound if at_least else value <= bound)
        self.targets.append({"name": name, "value": value, "bound": bound, "at_least": at_least, "met": met})

    def print_targets(self):
        print("\nTargets")
        for t in self.targets:
            sign = ">=" if t["at_least"] else "<="
            value = "-" if t["value"] is None else f"{t['value']:.2f}"
            print(f"  {'ok  ' if t['met'] else 'MISS'} {t['name']:58} {value:>7} {sign} {t['bound']}")
        met = sum(t["met"] for t in self.targets)
        print(f"\n{met} of {len(self.targets)} targets met")
        return met == len(self.targets)
