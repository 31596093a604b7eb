"""A small ray tracer: spheres over a chequered floor, one light, shadows and reflections.

Vectors are little objects with operators, so that most of the work is method calls and short-lived
objects. The rows of the picture go to the threads in turn.

    raytracer.py [--threads T] [--size WIDTH]
"""

import sys
import threading


def read_options(size):
    threads = 4
    words = sys.argv[1:]
    while len(words) >= 2:
        if words[0] == "--threads":
            threads = int(words[1])
        elif words[0] == "--size":
            size = int(words[1])
        words = words[2:]
    return threads, size


class Vector:
    __slots__ = ("x", "y", "z")

    def __init__(self, x, y, z):
        self.x = x
        self.y = y
        self.z = z

    def __add__(self, other):
        return Vector(self.x + other.x, self.y + other.y, self.z + other.z)

    def __sub__(self, other):
        return Vector(self.x - other.x, self.y - other.y, self.z - other.z)

    def __mul__(self, factor):
        return Vector(self.x * factor, self.y * factor, self.z * factor)

    __rmul__ = __mul__

    def __neg__(self):
        return Vector(-self.x, -self.y, -self.z)

    def dot(self, other):
        return self.x * other.x + self.y * other.y + self.z * other.z

    def unit(self):
        return self * (1.0 / self.dot(self) ** 0.5)

    def mirrored(self, normal):
        return self - normal * (2.0 * self.dot(normal))


class Sphere:
    def __init__(self, center, radius, color, shine):
        self.center = center
        self.radius = radius
        self.color = color
        self.shine = shine

    def distance(self, origin, direction):
        """Distance along the ray to the sphere, or None."""
        offset = self.center - origin
        along = offset.dot(direction)
        root = self.radius * self.radius - offset.dot(offset) + along * along
        if root < 0.0:
            return None
        near = along - root ** 0.5
        return near if near > 1e-6 else None

    def normal(self, point):
        return (point - self.center).unit()

    def color_at(self, point):
        return self.color


class Floor:
    shine = 0.15

    def __init__(self, height, light, dark):
        self.height = height
        self.light = light
        self.dark = dark

    def distance(self, origin, direction):
        if direction.y > -1e-6:
            return None
        return (self.height - origin.y) / direction.y

    def normal(self, point):
        return Vector(0.0, 1.0, 0.0)

    def color_at(self, point):
        return self.light if (int(point.x // 1) + int(point.z // 1)) % 2 else self.dark


class Scene:
    def __init__(self):
        self.things = [
            Sphere(Vector(0.0, 0.3, 5.0), 1.3, Vector(0.9, 0.3, 0.2), 0.35),
            Sphere(Vector(-2.1, -0.2, 4.0), 0.8, Vector(0.2, 0.8, 0.3), 0.25),
            Sphere(Vector(2.0, -0.3, 3.8), 0.7, Vector(0.3, 0.4, 0.9), 0.45),
            Sphere(Vector(0.6, -0.7, 2.7), 0.3, Vector(0.9, 0.9, 0.2), 0.2),
            Floor(-1.0, Vector(0.9, 0.9, 0.9), Vector(0.2, 0.2, 0.2)),
        ]
        self.light = Vector(-4.0, 6.0, -2.0)
        self.sky = Vector(0.5, 0.7, 1.0)

    def nearest(self, origin, direction):
        found = None
        closest = 1e30
        for thing in self.things:
            distance = thing.distance(origin, direction)
            if distance is not None and distance < closest:
                found = thing
                closest = distance
        return found, closest

    def color(self, origin, direction, depth):
        thing, distance = self.nearest(origin, direction)
        if thing is None:
            return self.sky * (0.6 + 0.4 * direction.y)
        point = origin + direction * distance
        normal = thing.normal(point)
        to_light = (self.light - point).unit()
        start = point + normal * 1e-4
        bright = 0.15
        if self.nearest(start, to_light)[0] is None:
            bright += 0.85 * max(0.0, normal.dot(to_light))
        result = thing.color_at(point) * bright
        if depth and thing.shine:
            seen = self.color(start, direction.mirrored(normal), depth - 1)
            result = result * (1.0 - thing.shine) + thing.shine * seen
        return result


def render(scene, image, size, first, step):
    eye = Vector(0.0, 0.4, -2.0)
    for y in range(first, size, step):
        row = []
        for x in range(size):
            toward = Vector((2.0 * x + 1.0) / size - 1.0, 1.0 - (2.0 * y + 1.0) / size, 1.6)
            color = scene.color(eye, toward.unit(), 3)
            red, green, blue = (min(255, int(256.0 * part)) for part in (color.x, color.y, color.z))
            row.append(red << 16 | green << 8 | blue)
        image[y] = row


def main():
    threads, size = read_options(320)
    scene = Scene()
    image = [None] * size
    workers = [
        threading.Thread(target=render, args=(scene, image, size, first, threads))
        for first in range(threads)
    ]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    checksum = 0
    for row in image:
        for pixel in row:
            checksum = (checksum * 31 + pixel) % 1000000007
    print(f"raytracer {size}x{size}")
    print(f"checksum {checksum}")


main()
