# Signals reach the main thread's handlers: between two instructions, and where a blocking call is interrupted.
import os
import signal
import threading
import time

if threading.current_thread() is not threading.main_thread():
    # Handlers belong to the main thread; here only what every thread may do.
    for what in (lambda: signal.signal(signal.SIGUSR1, signal.SIG_IGN), lambda: signal.set_wakeup_fd(-1)):
        try:
            what()
        except ValueError as e:
            print(e)
    print(signal.getsignal(signal.SIGUSR1), signal.strsignal(signal.SIGTERM))
    old = signal.pthread_sigmask(signal.SIG_BLOCK, [signal.SIGUSR2])
    print(signal.SIGUSR2 in old)
    signal.pthread_kill(threading.get_ident(), signal.SIGUSR2)
    print(signal.sigpending())
    print(signal.sigwait({signal.SIGUSR2}))
    print(signal.sigtimedwait([signal.SIGUSR2], 0))
else:
    seen = []

    def handler(signum, frame):
        seen.append((signal.Signals(signum).name, frame.f_code.co_name))

    print(signal.signal(signal.SIGUSR1, handler))
    print(signal.getsignal(signal.SIGUSR1) is handler)
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    print(seen)
    del seen[:]

    def deep():
        signal.raise_signal(signal.SIGUSR1)
        return len(seen)

    print(deep(), seen)

    def fail(signum, frame):
        raise RuntimeError("interrupted by %d" % signum)

    signal.signal(signal.SIGALRM, fail)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        time.sleep(30)
    except RuntimeError as e:
        print(e)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        while True:
            pass
    except RuntimeError as e:
        print(e)
    lock = threading.Lock()
    lock.acquire()
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        lock.acquire()
    except RuntimeError as e:
        print(e)
    reader, writer = os.pipe()
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    try:
        os.read(reader, 1)
    except RuntimeError as e:
        print(e)

    # a handler that returns: the blocking call goes on
    del seen[:]
    threading.Timer(0.1, os.write, (writer, b"x")).start()
    signal.signal(signal.SIGALRM, handler)
    signal.setitimer(signal.ITIMER_REAL, 0.02)
    print(os.read(reader, 1), seen)

    # from another thread the handler still runs in the main thread
    ran_in = []
    signal.signal(signal.SIGUSR1, lambda n, f: ran_in.append(threading.current_thread().name))
    threads = [threading.Thread(target=os.kill, args=(os.getpid(), signal.SIGUSR1)) for _ in range(3)]
    for t in threads:
        t.start()
        t.join()
    while not ran_in:
        time.sleep(0.001)
    print(set(ran_in))

    # wake-up descriptor
    os.set_blocking(writer, False)
    print(signal.set_wakeup_fd(writer))
    signal.raise_signal(signal.SIGUSR1)
    print(os.read(reader, 1)[0] == signal.SIGUSR1, signal.set_wakeup_fd(-1) == writer)
    try:
        signal.set_wakeup_fd(999)
    except (ValueError, OSError) as e:
        print(type(e).__name__)

    try:
        signal.raise_signal(signal.SIGINT)
    except KeyboardInterrupt:
        print("KeyboardInterrupt")
    print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.raise_signal(signal.SIGINT)
    print(signal.getsignal(signal.SIGINT))
    for bad in (0, 65, "x"):
        try:
            signal.signal(bad, signal.SIG_IGN)
        except (ValueError, TypeError) as e:
            print(type(e).__name__, e)
    try:
        signal.signal(signal.SIGUSR1, "no")
    except TypeError as e:
        print(e)
    try:
        signal.signal(signal.SIGKILL, signal.SIG_IGN)
    except OSError as e:
        print(e.errno)
    try:
        signal.setitimer(7, 1)
    except signal.ItimerError as e:
        print(type(e).__mro__[1].__name__, e.errno)
    print(signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGUSR2}))
    signal.raise_signal(signal.SIGUSR2)
    info = signal.sigwaitinfo([signal.SIGUSR2])
    print(info.si_signo, info.si_pid == os.getpid())
    print(signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGUSR2}))
