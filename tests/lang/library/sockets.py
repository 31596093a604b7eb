import errno
import os
import socket
import socketserver
import threading

a, b = socket.socketpair()
a.sendall(b"hello")
print(b.recv(3), b.recv(10, socket.MSG_PEEK), b.recv(10))
buffer = bytearray(10)
print(b.send(b"xyz"), a.recv_into(buffer), bytes(buffer[:3]), a.fileno() >= 0, a.family.name, a.type.name)
b.settimeout(0.02)
print(b.gettimeout())
try:
    b.recv(1)
except TimeoutError as e:
    print(e)
b.setblocking(False)
print(b.getblocking())
try:
    b.recv(1)
except BlockingIOError as e:
    print(e.errno == errno.EAGAIN)
a.shutdown(socket.SHUT_WR)
b.settimeout(5)
print(b.recv(5))
with a:
    pass
print(a.fileno())
try:
    a.recv(1)
except OSError as e:
    print(e)
b.close()


class Echo(socketserver.StreamRequestHandler):
    def handle(self):
        for line in self.rfile:
            self.wfile.write(line.upper())


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True


with Server(("127.0.0.1", 0), Echo) as server:
    port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    answers = {}

    def client(n):
        with socket.create_connection(("localhost", port), timeout=20) as s, s.makefile("rw") as f:
            for i in range(5):
                f.write("line %d %d\n" % (n, i))
                f.flush()
                answers[n, i] = f.readline()

    clients = [threading.Thread(target=client, args=(n,)) for n in range(4)]
    for c in clients:
        c.start()
    for c in clients:
        c.join()
    server.shutdown()
    thread.join()
print(sorted(answers.items())[:3], len(answers))

u1 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u1.bind(("127.0.0.1", 0))
u2 = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
u2.bind(("127.0.0.1", 0))
u2.sendto(b"datagram", u1.getsockname())
data, source = u1.recvfrom(100)
print(data, source == u2.getsockname(), u1.getsockopt(socket.SOL_SOCKET, socket.SO_TYPE) == socket.SOCK_DGRAM)
u1.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
print(u1.getsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR), u1.connect_ex(u2.getsockname()), u1.getpeername() == u2.getsockname())
u1.close()
u2.close()
path = os.path.join(os.environ.get("TMPDIR", "/tmp"), "krait_socket_%d" % os.getpid())
with socket.socket(socket.AF_UNIX) as s:
    s.bind(path)
    s.listen()
    with socket.socket(socket.AF_UNIX) as c:
        c.connect(path)
        peer, address = s.accept()
        peer.sendall(b"unix")
        print(c.recv(10), repr(address), s.getsockname() == path)
        peer.close()
os.unlink(path)
print(socket.inet_aton("1.2.3.4"), socket.inet_ntoa(b"\x7f\0\0\1"), socket.inet_pton(socket.AF_INET6, "::1")[-1], socket.inet_ntop(socket.AF_INET6, b"\0" * 15 + b"\1"))
print(socket.htons(1), socket.ntohl(1), socket.getdefaulttimeout(), socket.gethostbyname("127.0.0.1"))
print(socket.getaddrinfo("127.0.0.1", 80, type=socket.SOCK_STREAM), socket.getnameinfo(("127.0.0.1", 80), socket.NI_NUMERICHOST | socket.NI_NUMERICSERV))
with socket.socket() as s:
    s.settimeout(1)
    for bad in (lambda: s.bind(5), lambda: s.bind(("127.0.0.1",)), lambda: s.bind(("127.0.0.1", 99999)), lambda: s.settimeout(-1), lambda: s.settimeout("x"),
                lambda: s.send("text"), lambda: s.recv(-1), lambda: socket.socket(999), lambda: socket.inet_aton("x"), lambda: socket.inet_pton(socket.AF_INET, "1"),
                lambda: socket.htons(-1), lambda: socket.htons(70000), lambda: socket.getaddrinfo("256.1.1.1x.invalid", 1, flags=socket.AI_NUMERICHOST),
                lambda: s.connect(("127.0.0.1", 1)), lambda: s.getsockopt(1, 2, -1), lambda: socket.socket(fileno=-1)):
        try:
            bad()
        except (OSError, TypeError, ValueError, OverflowError) as e:
            print(type(e).__name__, e)
