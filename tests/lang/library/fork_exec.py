# What only a process with one thread can do in Krait: fork, and Python code between fork and exec.
import os
import signal
import subprocess
import sys
import threading

if threading.current_thread() is threading.main_thread():
    sys.stdout.flush()
    order = []
    os.register_at_fork(before=lambda: order.append("before"), after_in_child=lambda: order.append("child"),
                        after_in_parent=lambda: order.append("parent"))
    r, w = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.write(w, repr((order, os.getppid() != 1)).encode())
        os._exit(7)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), os.read(r, 100), order)
    pid = os.fork()
    if pid == 0:
        # the child is a whole Python process: it can start threads
        out = []
        t = threading.Thread(target=lambda: out.append(threading.active_count()))
        t.start()
        t.join()
        os.write(w, repr(out).encode())
        os._exit(0)
    os.waitpid(pid, 0)
    print(os.read(r, 100))
    pid = os.fork()
    if pid == 0:
        os.dup2(w, 1)
        os.execve("/bin/sh", ["sh", "-c", "echo $WHAT"], {"WHAT": "executed"})
    os.waitpid(pid, 0)
    print(os.read(r, 100))
    pid = os.fork()
    if pid == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
    print(subprocess.run(["sh", "-c", "echo $PWD"], preexec_fn=lambda: os.chdir("/"), capture_output=True, env={}).stdout)

    def bad():
        raise RuntimeError

    try:
        subprocess.run(["true"], preexec_fn=bad)
    except subprocess.SubprocessError as e:
        print(e)
    sys.stdout.flush()
    pid = os.spawnv(os.P_NOWAIT, "/bin/true", ["true"])
    print(os.waitpid(pid, 0)[1])
for bad in (lambda: os.execv("/no/such", ["x"]), lambda: os.execv("/bin/true", []), lambda: os.execv("/bin/true", 5),
            lambda: os.execve("/bin/true", ["x"], 5), lambda: os.execv("/bin/true", [""]), lambda: os.register_at_fork(before=5)):
    try:
        bad()
    except (OSError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
print(len(os.getgroups()) >= 0)
