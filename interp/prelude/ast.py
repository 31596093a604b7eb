# ast.py - the class above all nodes of a tree. Part of the prelude: assigning fields may run Python.
#
# Owns: AST. The classes below it are made from interp/ast.def (interp/modules/ast_classes.c).


class AST:
    __module__ = "ast"
    _fields = _attributes = __match_args__ = ()

    def __init__(self, /, *args, **kwargs):
        cls = type(self)
        fields = getattr(cls, "_fields", ())
        count = len(fields)
        if len(args) > count:
            raise TypeError("%s constructor takes at most %d positional argument%s" % (cls.__name__, count, "" if count == 1 else "s"))
        for name, value in zip(fields, args):
            setattr(self, name, value)
        given = fields[:len(args)]
        for name, value in kwargs.items():
            if name in given:
                raise TypeError("%s got multiple values for argument %r" % (cls.__name__, name))
            setattr(self, name, value)

    def __reduce__(self):
        return type(self), (), dict(self.__dict__)
