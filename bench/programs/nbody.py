"""Planets under gravity, by symplectic Euler steps: attributes and floats."""
import sys

SIZE = 200000


class Body:
    def __init__(self, x, y, z, vx, vy, vz, mass):
        self.x, self.y, self.z = x, y, z
        self.vx, self.vy, self.vz = vx, vy, vz
        self.mass = mass


def make_system():
    """A heavy sun and four planets on tilted, roughly circular paths."""
    bodies = [Body(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 40.0)]
    for k in range(1, 5):
        radius = 2.0 + 3.0 * k
        speed = (40.0 / radius) ** 0.5
        tilt = 0.05 * k
        bodies.append(Body(radius, 0.0, tilt * radius, 0.0, speed, 0.1 * tilt, 0.01 * k))
    return bodies


def energy(bodies):
    total = 0.0
    for i, a in enumerate(bodies):
        total += 0.5 * a.mass * (a.vx * a.vx + a.vy * a.vy + a.vz * a.vz)
        for b in bodies[i + 1:]:
            dx, dy, dz = a.x - b.x, a.y - b.y, a.z - b.z
            total -= a.mass * b.mass / (dx * dx + dy * dy + dz * dz) ** 0.5
    return total


def advance(bodies, pairs, dt, steps):
    for _ in range(steps):
        for a, b in pairs:
            dx = a.x - b.x
            dy = a.y - b.y
            dz = a.z - b.z
            square = dx * dx + dy * dy + dz * dz
            pull = dt / (square * square ** 0.5)
            toward_b = b.mass * pull
            toward_a = a.mass * pull
            a.vx -= dx * toward_b
            a.vy -= dy * toward_b
            a.vz -= dz * toward_b
            b.vx += dx * toward_a
            b.vy += dy * toward_a
            b.vz += dz * toward_a
        for body in bodies:
            body.x += dt * body.vx
            body.y += dt * body.vy
            body.z += dt * body.vz


def main(n):
    bodies = make_system()
    pairs = [(a, b) for i, a in enumerate(bodies) for b in bodies[i + 1:]]
    print("%.9f" % energy(bodies))
    advance(bodies, pairs, 0.001, n)
    print("%.9f" % energy(bodies))


main(int(sys.argv[1]) if len(sys.argv) > 1 else SIZE)
