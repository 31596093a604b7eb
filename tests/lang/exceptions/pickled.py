# What exceptions have beside args survives pickling and copying.
import copy
import pickle


class Own(OSError):
    pass


class Missing(ImportError):
    pass


samples = [OSError(2, "text"), OSError(2, "text", "file"), OSError(2, "text", "file", None, "file2"), OSError("one"), OSError(1, 2, 3, 4, 5, 6),
           Own(13, "denied", b"path"), ImportError("no", name="n"), ImportError("no", path="p"), Missing("a", "b", name="n", path="p"), ImportError(),
           KeyError("k"), StopIteration(5), SystemExit(3), SyntaxError("bad", ("f", 1, 2, "text", 1, 3)), UnicodeDecodeError("utf-8", b"x", 0, 1, "why"),
           ExceptionGroup("group", [ValueError(1), OSError(2, "t", "f")]), BlockingIOError(11, "again", 5)]
fields = "errno strerror filename filename2 name path msg value code lineno text start reason message exceptions extra __notes__".split()


def shown(exc):
    return repr(exc), type(exc).__name__, exc.args, [(f, repr(getattr(exc, f))) for f in fields if hasattr(exc, f)]


for exc in samples:
    exc.extra = "attribute"
    exc.add_note("note")
    same = [shown(copier(exc)) == shown(exc) for copier in (
        copy.copy, copy.deepcopy, *(lambda e, p=p: pickle.loads(pickle.dumps(e, p)) for p in range(pickle.HIGHEST_PROTOCOL + 1)))]
    print(shown(exc), all(same), [len(exc.__reduce__()), exc.__reduce__()[1]])
print(OSError(2, "text", "file").__reduce__()[1:], ImportError("x", name="n").__reduce__()[1:], len(ImportError("x").__reduce__()))
