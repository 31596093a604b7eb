"""An operating system's scheduler in small: tasks of several kinds pass packets through queues."""
import sys

SIZE = 150


class Packet:
    def __init__(self, kind, owner):
        self.kind = kind
        self.owner = owner
        self.position = 0
        self.data = [0, 0, 0, 0]


class Task:
    def __init__(self, system, name, priority):
        self.system = system
        self.name = name
        self.priority = priority
        self.inbox = []
        self.waiting = False
        self.runs = 0

    def ready(self):
        return not self.waiting or len(self.inbox) > 0

    def deliver(self, packet):
        self.inbox.append(packet)
        self.waiting = False
        self.system.delivered += 1

    def run(self):
        self.runs += 1
        self.step(self.inbox.pop(0) if self.inbox else None)

    def step(self, packet):
        raise NotImplementedError


class Idle(Task):
    def __init__(self, system, name, priority, rounds):
        super().__init__(system, name, priority)
        self.rounds = rounds
        self.state = 1

    def step(self, packet):
        self.rounds -= 1
        if self.rounds <= 0:
            self.system.running = False
            return
        if self.state & 1:
            self.state = (self.state >> 1) ^ 0xD008
            self.system.wake("device a")
        else:
            self.state >>= 1
            self.system.wake("device b")


class Worker(Task):
    turn = 0
    letter = 0

    def step(self, packet):
        if packet is None:
            self.waiting = True
            return
        self.turn ^= 1
        for i in range(len(packet.data)):
            self.letter = self.letter % 26 + 1
            packet.data[i] = 64 + self.letter
        packet.owner = self.name
        self.system.tasks["handler a" if self.turn else "handler b"].deliver(packet)


class Handler(Task):
    def __init__(self, system, name, priority, device):
        super().__init__(system, name, priority)
        self.device = device
        self.work = []

    def step(self, packet):
        if packet is not None:
            self.work.append(packet)
        if not self.work:
            self.waiting = True
            return
        first = self.work[0]
        if first.position < len(first.data):
            self.system.checksum = (self.system.checksum * 31 + first.data[first.position]) % 1000003
            first.position += 1
            self.system.tasks[self.device].deliver(Packet("device", self.name))
            self.waiting = True
        else:
            self.work.pop(0)
            first.position = 0
            self.system.tasks["worker"].deliver(first)


class Device(Task):
    pending = None

    def step(self, packet):
        if packet is not None:
            self.pending = packet
            self.system.held += 1
        elif self.pending is not None:
            back = self.pending
            self.pending = None
            self.system.wake(back.owner)
        self.waiting = True


class System:
    def __init__(self, rounds):
        self.tasks = {}
        self.running = True
        self.delivered = self.held = self.checksum = self.switches = 0
        for task in (Idle(self, "idle", 0, rounds), Worker(self, "worker", 10),
                     Handler(self, "handler a", 20, "device a"), Handler(self, "handler b", 20, "device b"),
                     Device(self, "device a", 40), Device(self, "device b", 50)):
            self.tasks[task.name] = task
        for _ in range(6):
            self.tasks["worker"].deliver(Packet("work", "worker"))
        self.order = sorted(self.tasks.values(), key=lambda task: -task.priority)

    def wake(self, name):
        self.tasks[name].waiting = False

    def run(self):
        while self.running:
            for task in self.order:
                if task.ready():
                    self.switches += 1
                    task.run()
                    break


def main(n):
    system = System(n * 1000)
    system.run()
    print(system.switches, system.delivered, system.held, system.checksum)


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
