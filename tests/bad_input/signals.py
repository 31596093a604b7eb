"""Cases from outside: signals while threads run, closed output, threads that die."""

import os
import signal
import subprocess
import time

import harness

BUSY_THREADS = """
import sys, threading, time
stop = []
def busy():
    n = 0
    while not stop:
        n += 1
threads = [threading.Thread(target=busy, daemon={daemon}) for _ in range(3)]
for t in threads:
    t.start()
print("started", flush=True)
{main}
"""

WAITS = {
    "loop": "while True:\n    pass", "sleep": "time.sleep(60)", "join": "threads[0].join()", "lock": "l = threading.Lock()\nl.acquire()\nl.acquire()",
    "event": "threading.Event().wait()", "queue": "import queue\nqueue.Queue().get()", "input": "sys.stdin.readline()",
}


def talk_and_signal(bench, program, script, number, repeat=1):
    """Starts a script, waits for its first line, sends the signal, and returns the Outcome."""
    process = subprocess.Popen([program, script], stdin=subprocess.PIPE, stdout=subprocess.PIPE,
                               stderr=subprocess.PIPE, env=harness.clean_environment())
    first = process.stdout.readline()
    for _ in range(repeat):
        time.sleep(0.15)
        process.send_signal(number)
    try:
        stdout, stderr = wait_closed(process, bench.timeout)
        code = process.returncode
    except subprocess.TimeoutExpired:
        process.kill()
        stdout, stderr = process.communicate()
        code = None
    return harness.Outcome(first + stdout, stderr, code)


def wait_closed(process, timeout):
    """Waits for the end with standard input left open, then collects what was written."""
    process.wait(timeout)
    process.stdin.close()
    stdout, stderr = process.stdout.read(), process.stderr.read()
    process.stdout.close()
    process.stderr.close()
    return stdout, stderr


def interrupt_caught(wait):
    """KeyboardInterrupt arrives in the main thread, wherever it waits; the program ends in good order."""
    def check(bench, name):
        main = "try:\n" + "\n".join("    " + line for line in wait.splitlines())
        main += "\nexcept KeyboardInterrupt as e:\n    print('interrupted', repr(e))\nfinally:\n    stop.append(1)\nfor t in threads:\n    t.join()\nprint('all joined')"
        got = talk_and_signal(bench, bench.krait, bench.script(name, BUSY_THREADS.format(daemon=False, main=main)), signal.SIGINT)
        if got.stdout != b"started\ninterrupted KeyboardInterrupt()\nall joined\n" or got.code != 0:
            return [f"    exit code {got.code}, output {got.stdout!r}, standard error ends {got.last_line()[:200]!r}"]
        return []
    return check


def interrupt_uncaught(bench, name):
    """As python3.11: a traceback that ends in KeyboardInterrupt, the exit status of an interrupted program, output kept."""
    script = bench.script(name, BUSY_THREADS.format(daemon=True, main="print('not flushed')\nwhile True:\n    pass"))
    want = talk_and_signal(bench, bench.python, script, signal.SIGINT)
    got = talk_and_signal(bench, bench.krait, script, signal.SIGINT)
    problems = harness.compare(want, got)
    if got.code in (-signal.SIGINT, 128 + signal.SIGINT) and got.code != want.code:
        problems = [line for line in problems if "exit code" not in line]
    return problems


def terminate(main):
    """SIGTERM ends the program at once with that status; what python3.11 has written by then is written."""
    def check(bench, name):
        script = bench.script(name, BUSY_THREADS.format(daemon=False, main=main))
        want = talk_and_signal(bench, bench.python, script, signal.SIGTERM)
        return harness.compare(want, talk_and_signal(bench, bench.krait, script, signal.SIGTERM))
    return check


TERMINATED = {
    "buffered": "print('not flushed')\nwhile True:\n    pass",
    "flushed": "print('flushed', flush=True)\nwhile True:\n    pass",
    "full-buffers": "for i in range(5000):\n    print('line', i)\nwhile True:\n    pass",
}


def redirected(source, stdout):
    """Both interpreters with standard output closed, full, or a pipe without a reader."""
    def once(bench, program, script):
        words = [program, script]
        if stdout == "closed":
            words = ["/bin/sh", "-c", 'exec "$0" "$1" >&-', *words]
            process = subprocess.Popen(words, stderr=subprocess.PIPE, env=harness.clean_environment())
        elif stdout == "pipe":
            reader, writer = os.pipe()
            os.close(reader)
            process = subprocess.Popen(words, stdout=writer, stderr=subprocess.PIPE, env=harness.clean_environment())
            os.close(writer)
        else:
            with open(stdout, "wb") as target:
                process = subprocess.Popen(words, stdout=target, stderr=subprocess.PIPE, env=harness.clean_environment())
        try:
            _, stderr = process.communicate(timeout=bench.timeout)
            return harness.Outcome(b"", stderr, process.returncode)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()
            return harness.Outcome(b"", b"", None)

    def check(bench, name):
        script = bench.script(name, source)
        return harness.compare(once(bench, bench.python, script), once(bench, bench.krait, script))
    return check


def thread_report(source):
    """Both interpreters: output and exit code, the first and the last line of what a dying thread reports."""
    def check(bench, name):
        want, got = bench.both([bench.script(name, source)])
        problems = harness.compare(want, got)
        ends = [(o.stderr.splitlines()[:1], o.stderr.splitlines()[-1:]) for o in (want, got)]
        if ends[0] != ends[1]:
            problems.append(f"    standard error {ends[1]}, expected {ends[0]}")
        return problems
    return check


THREADS = {
    "dies": "import threading\ndef f():\n    raise ValueError('in a thread')\nt = threading.Thread(target=f, name='T')\nt.start()\nt.join()\nprint('main goes on')",
    "dies-while-main-ends": "import threading, time\ndef f():\n    time.sleep(0.05)\n    raise KeyError('late')\nthreading.Thread(target=f, name='T').start()\nprint('main ended')",
    "dies-holding-lock": "import threading\nl = threading.Lock()\ndef f():\n    with l:\n        raise ValueError('held')\nt = threading.Thread(target=f, name='T')\nt.start()\nt.join()\nprint(l.locked())",
    "sys-exit": "import sys, threading\ndef f():\n    print('leaving')\n    sys.exit(5)\nt = threading.Thread(target=f)\nt.start()\nt.join()\nprint('main goes on')",
    "sys-exit-with-text": "import sys, threading\nt = threading.Thread(target=lambda: sys.exit('text'))\nt.start()\nt.join()\nprint('main')",
    "main-dies-first": "import threading, time\ndef f():\n    time.sleep(0.1)\n    print('thread finished')\nthreading.Thread(target=f).start()\nraise ValueError('main died')",
    "main-exits-first": "import sys, threading, time\ndef f():\n    time.sleep(0.1)\n    print('thread finished')\nthreading.Thread(target=f).start()\nsys.exit(3)",
    "recursion": "import threading\ndef f(n):\n    return f(n + 1)\nt = threading.Thread(target=f, args=(0,), name='T')\nt.start()\nt.join()\nprint('alive')",
    "low-level-dies": "import _thread, time\ndef f():\n    raise ValueError('low')\n_thread.start_new_thread(f, ())\ntime.sleep(0.1)\nprint('main goes on')",
    "hook-dies": "import threading\ndef hook(a):\n    raise KeyError('hook')\nthreading.excepthook = hook\nt = threading.Thread(target=lambda: 1 / 0, name='T')\nt.start()\nt.join()\nprint('alive')",
    "unstarted-and-daemon": "import threading, time\nthreading.Thread(target=print)\nthreading.Thread(target=time.sleep, args=(60,), daemon=True).start()\nprint('ends at once')",
    "many-die": "import threading\nts = [threading.Thread(target=lambda: 1 / 0, name='T') for _ in range(50)]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\nprint('alive')",
    "thousand": "import threading\nout = []\nts = [threading.Thread(target=out.append, args=(i,)) for i in range(1000)]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\nprint(sum(out))",
    "thousand-at-once": "import threading\ngo = threading.Event()\nout = []\ndef f(i):\n    go.wait()\n    out.append(i)\nts = [threading.Thread(target=f, args=(i,)) for i in range(1000)]\nfor t in ts:\n    t.start()\ngo.set()\nfor t in ts:\n    t.join()\nprint(sum(out))",
}

PRINTS = "for i in range(5):\n    print('line', i)\n"
MANY_PRINTS = "for i in range(20000):\n    print('line', i)\n"
THREAD_PRINTS = "import threading\nts = [threading.Thread(target=print, args=('x' * 100,), name='T') for _ in range(3)]\nfor t in ts:\n    t.start()\nfor t in ts:\n    t.join()\n"


def cases():
    """Name and check of every case of this file."""
    found = {f"interrupt {name}": interrupt_caught(wait) for name, wait in WAITS.items()}
    found["interrupt uncaught"] = interrupt_uncaught
    found.update({f"terminate {name}": terminate(main) for name, main in TERMINATED.items()})
    for name, source in (("few", PRINTS), ("many", MANY_PRINTS), ("threads", THREAD_PRINTS)):
        for kind in ("closed", "pipe", "/dev/full"):
            found[f"stdout {kind.strip('/').replace('/', '-')} {name}"] = redirected(source, kind)
    found.update({f"thread {name}": thread_report(source) for name, source in THREADS.items()})
    return found
