import os
import signal
import subprocess
import sys
import threading

print(subprocess.run(["/bin/echo", "hello", "x y"], capture_output=True))
print(subprocess.check_output("echo $GREETING; exit 0", shell=True, env={"GREETING": "hi"}, text=True))
p = subprocess.Popen(["cat"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
print(p.communicate(b"some input"), p.returncode)
p = subprocess.run([sys.executable, "-c", "import sys; print(sys.stdin.read().upper()); print('err', file=sys.stderr); sys.exit(3)"],
                   input="text", capture_output=True, text=True)
print(p.stdout, p.stderr, p.returncode)
for bad in (lambda: subprocess.run(["/no/such/program"]), lambda: subprocess.run(["true"], cwd="/no/such/dir"),
            lambda: subprocess.check_call(["false"]),             lambda: subprocess.run(["a\0b"]), lambda: subprocess.run(5), lambda: subprocess.run(["true"], env={"a=b": "c"})):
    try:
        bad()
    except (OSError, subprocess.SubprocessError, ValueError, TypeError) as e:
        print(type(e).__name__, e)
try:
    subprocess.run(["sleep", "30"], timeout=0.05)
except subprocess.TimeoutExpired as e:
    print(e.cmd)
p = subprocess.Popen(["sleep", "30"])
print(p.poll())
p.terminate()
print(p.wait() == -signal.SIGTERM)
r, w = os.pipe()
os.set_inheritable(w, True)
subprocess.run(["sh", "-c", "echo kept >&%d" % w], pass_fds=(w,))
print(os.read(r, 20))
print(subprocess.run(["sh", "-c", "echo lost >&%d" % w], stderr=subprocess.DEVNULL).returncode != 0)
print(subprocess.run("echo out; echo err >&2", shell=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT).stdout)
print(subprocess.run(["pwd"], cwd="/", capture_output=True).stdout, subprocess.getoutput("echo q"))
print(os.system("exit 3") >> 8, os.popen("echo popen").read())
sid = subprocess.run(["sh", "-c", "ps -o sid= -p $$"], capture_output=True, start_new_session=True, text=True).stdout
print(sid.strip() != str(os.getsid(0)), subprocess.run(["sh", "-c", "umask"], capture_output=True, umask=0o27).stdout)

# many threads, each with children of its own
results = {}


def run(n):
    for i in range(3):
        out = subprocess.run(["sh", "-c", "read x; echo $x%d" % i], input=b"%d" % n, capture_output=True).stdout
        results[n, i] = out


threads = [threading.Thread(target=run, args=(n,)) for n in range(4)]
for t in threads:
    t.start()
for t in threads:
    t.join()
print(sorted(results.items()))
