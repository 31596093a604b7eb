# What super() says where it cannot know its arguments.
def attempt(function, *values):
    try:
        print(function(*values))
    except RuntimeError as error:
        print(error)


def star(*values):
    super()


def named(*, key=None):
    super()


def plain(value):
    super()


def deleted(value):
    del value
    super()


class C:
    def none():
        super()

    def star(*values):
        super()

    def deleted(self):
        del self
        super()

    def nested(self):
        return [super for _ in (1,)], (lambda: super())()


attempt(star)
attempt(star, 1)
attempt(named)
attempt(plain, 1)
attempt(deleted, 1)
attempt(C.none)
attempt(C.star)
attempt(C.star, C())
attempt(C().deleted)
attempt(C().nested)
try:
    super()
except RuntimeError as error:
    print(error)
