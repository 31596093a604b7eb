# Parts of a group have its cause, even none, set: their context is not shown.
def attempt(function):
    try:
        print(function())
    except Exception as error:
        print(type(error).__name__, error)


group = ExceptionGroup("g", [ValueError(1), KeyError(2), ExceptionGroup("inner", [ValueError(3)])])
for part in (*group.split(ValueError), group.subgroup(KeyError), group.subgroup(lambda error: True), group.derive([OSError()])):
    print(part, part.__suppress_context__, part.__cause__)
try:
    try:
        raise KeyError("first")
    except KeyError:
        try:
            raise group
        except* KeyError:
            pass
except ExceptionGroup as error:
    print(error, error.__suppress_context__, repr(error.__context__))
for wrong in (None, 1, [], group):
    attempt(lambda: ExceptionGroup(wrong, [ValueError()]))
for cls in (NameError, AttributeError, ImportError):
    attempt(lambda: cls(wrong=1))
# A group that a clause does not match goes on as itself, not as the copy that split has made of it.
class Splits(ExceptionGroup):
    def split(self, condition):
        print("split", condition)
        return super().split(condition)

    def derive(self, exceptions):
        return Splits(self.message, exceptions)


for group in (ExceptionGroup("g", [ExceptionGroup("inner", [IndexError()])]), Splits("s", [IndexError(), KeyError()])):
    try:
        try:
            raise group
        except* RuntimeError:
            pass
        except* IndexError as error:
            print(error is group, error.__suppress_context__)
            raise
    except Exception as error:
        print(repr(error), error.__suppress_context__)
