"""Runs programs as processes of their own and measures them from outside: time, memory, instructions."""

import ctypes
import dataclasses
import math
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time


@dataclasses.dataclass
class Run:
    """One finished run: wall and processor time in seconds, peak memory in KiB, standard output."""

    wall: float
    cpu: float
    peak: int
    output: bytes


class Failed(Exception):
    """A run that ended with an exit code other than 0, or with other output than expected."""


def adopt_orphans():
    """Makes this process the one that inherits orphans (prctl's PR_SET_CHILD_SUBREAPER)."""
    if ctypes.CDLL(None, use_errno=True).prctl(36, 1, 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


def start_small(command, **files):
    """Starts a command from a shell that ends at once, and returns the shell's Popen.

    A process is charged with the peak memory of the one that it was forked from. Started from here it would
    never seem smaller than this process; started from a shell, it inherits next to nothing.
    """
    return subprocess.Popen(["/bin/sh", "-c", '"$0" "$@" &', *command], **files)


def run_once(command, exact_peak=True):
    """Runs a command to its end and measures it; raises Failed when it ends badly.

    With exact_peak the time has the start of a shell in it, about a millisecond.
    """
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    environment["PYTHONDONTWRITEBYTECODE"] = "1"
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        files = {"stdin": subprocess.DEVNULL, "stdout": output, "stderr": errors, "env": environment}
        if exact_peak:
            adopt_orphans()
            start_small(command, **files).wait()
            _, status, usage = os.wait4(-1, 0)
        else:
            process = subprocess.Popen(command, **files)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        wall = time.perf_counter() - start
        code = os.waitstatus_to_exitcode(status)
        if code:
            errors.seek(0)
            last = errors.read().decode("utf-8", "replace").strip().splitlines()[-1:]
            raise Failed(f"{' '.join(command)}: exit code {code} {' '.join(last)}")
        output.seek(0)
        return Run(wall, usage.ru_utime + usage.ru_stime, usage.ru_maxrss, output.read())


def alternate(commands, repeats, exact_peak=True):
    """Runs the commands in turn, the whole round `repeats` times; returns name -> list of Run.

    A command that fails is reported, and left out of the result from then on.
    """
    runs = {name: [] for name in commands}
    for _ in range(repeats):
        for name, command in commands.items():
            if runs[name] is None:
                continue
            try:
                runs[name].append(run_once(command, exact_peak))
            except (Failed, OSError) as problem:
                print(f"    {problem}", file=sys.stderr)
                runs[name] = None
    return {name: found for name, found in runs.items() if found}


def time_together(command, copies):
    """Seconds until `copies` processes of a command, started at once, have all ended; raises Failed when one ends badly."""
    start = time.perf_counter()
    processes = [subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
                 for _ in range(copies)]
    codes = [process.wait() for process in processes]
    if any(codes):
        raise Failed(f"{' '.join(command)}: exit codes {codes}")
    return time.perf_counter() - start


def median_ratio(above, below, field="wall"):
    """Median of the ratios of runs that were neighbours in time."""
    return statistics.median(getattr(a, field) / getattr(b, field) for a, b in zip(above, below))


def median(runs, field="wall"):
    return statistics.median(getattr(run, field) for run in runs)


def geometric_mean(ratios):
    return math.exp(sum(map(math.log, ratios)) / len(ratios)) if ratios else None


def count_instructions(command):
    """Instructions that valgrind's callgrind counts for a command."""
    with tempfile.NamedTemporaryFile() as sink:
        done = subprocess.run(["valgrind", "--tool=callgrind", f"--callgrind-out-file={sink.name}", *command],
                              stdin=subprocess.DEVNULL, capture_output=True, text=True)
    found = re.search(r"Collected : (\d+)", done.stderr)
    if not found:
        raise Failed(f"{' '.join(command)}: {done.stderr.strip().splitlines()[-1:]}")
    return int(found.group(1))
