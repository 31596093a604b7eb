"""Expressions by the type that their value mostly has. `x` and `y` are bound by comprehensions and lambdas.

Sets print in an order of their own, so nothing here turns one into text or into a sequence, except through show()
or sorted(). What grows is bounded: exponents, counts and widths are `$tiny`. Long ranges are never searched or run through.
"""

from programs.templates import lines

TABLE = {
    "int_leaf": """
        3* $int_literal
        4* $int_name
    """,
    "int": """
        3* $int_literal
        3* $int_name
        2* $int + $int
        2* $int - $int
        2* $int * $int
        2* $int // $int
        2* $int % $int
        small($int) ** $tiny
        pow($int, $tiny, $int)
        $int & $int
        $int | $int
        $int ^ $int
        small($int) << $tiny
        $int >> $tiny
        $int << ($int % 50)
        -$int
        ~$int
        +$bool
        abs($int)
        int($float)
        int($str)
        int($str, $tiny)
        int($number)
        round($float)
        round($int, -$tiny)
        len($sized)
        $str.find($str)
        $str.rfind($str, $tiny)
        $str.count($str, $tiny, $int)
        $str.index($str)
        $bytes.find($bytes)
        $bytes[$tiny]
        ord($str[:1])
        $list.index($any)
        $tuple.count($any)
        sum($ints)
        sum($ints, $int)
        min($ints)
        max($int, $int)
        max($ints, default=$int)
        min($ints, key=lambda x: $int - x)
        $int.bit_length()
        $int.bit_count()
        $int.__index__()
        ($int).numerator
        ($float).as_integer_ratio()[0]
        int.from_bytes($bytes, $order, signed=$bool)
        divmod($int, $int)[$tiny]
        $int if $bool else $int
        $int and $int
        $int or $int
        not $any
        ($int_name := $int)
        next(iter($ints), $int)
        $range[$tiny]
        $range.index($int_literal)
        $ints[$tiny]
        $dict.get($any, $int)
        (lambda x, y=$int: x + y)($int)
        (lambda *x, **y: len(x) + len(y))(*$list, **$kwargs)
        hash($int_literal)
        $call
        $object.$attribute
        int($object)
        $odd
    """,
    "tiny": """
        8* $tiny_literal
        ($int_name % 7)
        (len($str_name) % 5)
        ($bool)
    """,
    "float_leaf": """
        3* $float_literal
        2* $float_name
    """,
    "float": """
        3* $float_literal
        3* $float_name
        2* $float + $float
        2* $float - $number
        2* $float * $number
        2* $number / $number
        $float // $float
        $float % $number
        $float ** $tiny
        $float ** -0.5
        divmod($float, $number)[1]
        -$float
        abs($float)
        float($int)
        float($str)
        round($float, $tiny)
        round($float, -$tiny)
        float.fromhex($float.hex())
        sum([$float, $number, $float])
        max($float, $number)
        ($complex).real
        ($complex).imag
        abs($complex)
        pow($number, $tiny)
        $float if $compare else $float
        ($float_name := $float)
        ($float).conjugate()
        $odd
    """,
    "complex_leaf": "2* $complex_literal\n$complex_name",
    "complex": """
        2* $complex_literal
        2* $complex_name
        $complex + $number
        $number - $complex
        $complex * $complex
        $complex / $number
        $complex ** $tiny
        -$complex
        complex($float, $float)
        complex($str)
        $complex.conjugate()
        sum([$complex, $int], $complex)
    """,
    "number": "3* $int\n3* $float\n$bool\n$complex",
    "bool_leaf": "True\nFalse\n2* $bool_name",
    "bool": """
        $bool_literal
        2* $bool_name
        6* $compare
        not $any
        $bool and $bool
        $bool or $bool
        $bool & $bool
        $bool ^ $bool
        bool($any)
        $str.startswith($str)
        $str.endswith(($str, $str), $tiny)
        $bytes.startswith($bytes)
        $str.$str_test()
        $bytes.$bytes_test()
        ($float).is_integer()
        isinstance($any, $class)
        isinstance($any, ($class, $class))
        isinstance($any, $class | None)
        issubclass($class, $class)
        any($iterable)
        all($iterable)
        callable($any)
        hasattr($any, $attribute_text)
        $set.issubset($iterable)
        $set.isdisjoint($set)
    """,
    "compare": """
        2* $number < $number
        2* $number == $number
        $int <= $int
        $int != $int
        $int < $int <= $int
        $int == $number != $float
        $float >= $float
        $str < $str
        $str == $str
        $str in $str
        $bytes in $bytes
        $any in $list
        $any not in $tuple
        $any in $dict
        $int_literal in $range
        $any in $set
        $list == $list
        $tuple < $tuple
        $list >= $list
        $dict == $dict
        $set <= $set
        $set == $set
        $any == $any
        $any != $any
        $any is None
        $any is not $bool_literal
        $any < $any
        $object == $any
        $object < $object
        $any in $object
        $class is type($any)
    """,
    "str_leaf": "3* $str_literal\n3* $str_name",
    "str": """
        3* $str_literal
        3* $str_name
        2* $str + $str
        $str * $tiny
        $tiny * $str
        $str[$tiny]
        2* $str[$slice]
        str($any)
        2* repr($any)
        ascii($str)
        $str.$str_method()
        $str.replace($str, $str)
        $str.replace($str, $str, $tiny)
        $str.strip($str)
        $str.lstrip($str)
        $str.rstrip()
        $str.center($tiny, $char)
        $str.ljust($tiny)
        $str.rjust($tiny, $char)
        $str.zfill($tiny)
        $str.expandtabs($tiny)
        $str.removeprefix($str)
        $str.removesuffix($str)
        $str.translate({$tiny: $str, ord($char): None})
        $str.translate(str.maketrans($str, $str))
        $str.join($strings)
        $str.join($iterable)
        $str.encode('utf-8', $handler).decode('utf-8', $decode_handler)
        $str.encode($codec, $handler).decode($codec, $decode_handler)
        $bytes.decode($codec, $decode_handler)
        $bytes.hex($char, $tiny)
        chr($int % 1114112)
        hex($int)
        bin($int)
        oct($int)
        2* format($number, $spec)
        format($str, $spec)
        3* $fstring
        $percent % ($any,)
        $percent % $number
        '%s %r' % ($any, $any)
        '%(a)s %(b)5.1f' % {'a': $any, 'b': $number}
        '%*d' % ($tiny, $int)
        '{} {!r:>8} {x}'.format($any, $str, x=$any)
        '{0[0]} {0} {1.real:{2}}'.format($str, $number, $tiny)
        '{:{w}.{p}}'.format($any, w=$tiny, p=$tiny)
        $str.format($any, $any)
        $str.format_map($dict)
        $float.hex()
        $str.partition($str)[$tiny]
        $str.splitlines($bool)[0]
        max($strings, key=len)
        min($strings)
        type($any).__name__
        $class.__qualname__
        $str if $bool else $str
        $str or $str
        ($str_name := $str)
        $object.$attribute
        str($object)
        $odd
    """,
    "fstring": """
        f'{$plain_any}'
        f'{$plain_any!r}'
        f'{$plain_str!a:>{$plain_tiny}}|'
        f'a{$plain_int}b{$plain_str}c'
        f'{$plain_number:$bare_spec}'
        f'{$plain_float:.{$plain_tiny}f}'
        f'{$int_name=}'
        f'{$str_name = !s:^9}'
        f'{$any_name=:>12}' f'{{}}'
        f'{$plain_float:{$str_name}}'
        f'{$object_name}' '$tiny' rf'\\d{$plain_int}'
        f'''{$plain_int:$bare_spec}{f"{$plain_tiny}"}'''
    """,
    "bytes_leaf": "3* $bytes_literal\n2* $bytes_name",
    "bytes": """
        3* $bytes_literal
        3* $bytes_name
        $bytes + $bytes
        $bytes * $tiny
        $bytes[$slice]
        $str.encode()
        $str.encode($codec, $handler)
        bytes($ints)
        bytes($tiny)
        bytearray($bytes)
        $bytes.$bytes_method()
        $bytes.replace($bytes, $bytes, $tiny)
        $bytes.strip($bytes)
        $bytes.center($tiny, b'*')
        $bytes.zfill($tiny)
        $bytes.join([$bytes, $bytes])
        $bytes.translate(None, $bytes)
        $bytes.partition($bytes)[0]
        $int.to_bytes($tiny, $order, signed=$bool)
        small($int).to_bytes(20, 'little', signed=True)
        bytes.fromhex($bytes.hex())
        b'%d %s %5.1f %a' % ($int, $bytes, $float, $str)
        bytes(memoryview($bytes)[$slice])
        $bytes.removeprefix($bytes)
        $bytes if $bool else $bytes
    """,
    "list_leaf": "2* $list_name\n[]\n[1, 2, 3]\n[$any_leaf]\n[$any_leaf, $any_leaf]",
    "list": """
        3* $list_name
        2* [$any, $any]
        [$any, *$iterable, $any]
        [*$iterable]
        $list + $list
        $list * $tiny
        $list[$slice]
        list($iterable)
        sorted($ints)
        sorted($iterable, reverse=$bool)
        sorted($list, key=repr)
        sorted($list, key=lambda x: $key)
        sorted($set, key=repr)
        $str.split()
        $str.split($str)
        $str.rsplit($char, $tiny)
        $str.splitlines()
        $bytes.split($bytes)
        list(map($function, $iterable))
        list(filter($function, $iterable))
        list(zip($iterable, $iterable))
        list(zip($list, $iterable, strict=True))
        list(enumerate($iterable, $int))
        list(reversed($list))
        list($dict.items())
        2* [$body for x in $iterable]
        [$body for x in $iterable if $condition]
        [(x, y) for x in $iterable for y in $iterable]
        [x for x in $iterable if x if $condition]
        [[y for y in (x, $any)] for x in $iterable]
        [($any_name := x) for x in $iterable]
        [*(x for x in $iterable), *$tuple]
        drain(iter($iterable))
        drain(map($function, $iterable))
        drain(x for x in $iterable)
        $generated
        $list.copy()
        [$any] if $bool else $list
        list($object)
        dir($object)[:0] + $list
    """,
    "ints": """
        2* [$int, $int, $int]
        ($int, $number)
        range($tiny)
        range($tiny, $tiny, $step)
        [x * $tiny for x in range($tiny)]
        $bytes
        [$tiny]
        sorted([$int, $int])
    """,
    "strings": "[$str, $str]\n($str,)\n$str\n$str.split()\n$dict\n[str(x) for x in $iterable]",
    "tuple_leaf": "2* $tuple_name\n()\n($any_leaf,)\n(1, 2)",
    "tuple": """
        3* $tuple_name
        2* ($any, $any)
        ($any,)
        (*$iterable, $any)
        $tuple + $tuple
        $tuple * $tiny
        $tuple[$slice]
        tuple($iterable)
        divmod($number, $number)
        $str.partition($str)
        $bytes.rpartition($bytes)
        ($float).as_integer_ratio()
        ($list, $dict)
        tuple(x for x in $iterable)
        (lambda *x, y=$any, **z: (x, y, z))(*$tuple, **$kwargs)
        (lambda x, /, y=$any: (y, x))($any)
        slice($int, $int, $int).indices($tiny)
        $generated
        $tuple if $bool else $tuple
    """,
    "dict_leaf": "2* $dict_name\n{}\n{'a': 1}\n{1: 'x', 'k': $any_leaf}",
    "dict": """
        3* $dict_name
        {$hashable: $any}
        2* {$hashable: $any, $hashable: $any}
        {**$dict, $hashable: $any}
        {$hashable: $any, **$dict}
        $dict | $dict
        dict($kwargs)
        dict(a=$any, b=$any)
        dict($dict, c=$any)
        dict(zip($strings, $iterable))
        dict([($hashable, $any), ($hashable, $any)])
        dict.fromkeys($iterable, $any)
        {x: $body for x in $ints}
        {x: y for x, y in $dict.items()}
        {x: y for x, y in enumerate($iterable) if $condition}
        $dict.copy()
        {$str: $object}
    """,
    # No $keyword: of a name given twice while an exception is handled, python3.11 raises the KeyError that it means to replace.
    "other_kwargs": "{'y': $any, 'z1': $any}\n{}\n{'k%d' % $tiny: $any}\ndict(z=$any)",
    "kwargs": "{'x': $any, 'y': $any}\n{}\n{str(x): y for x, y in $dict.items()}\n{'k%d' % $tiny: $any}\ndict(z=$any)",
    "set_leaf": "$set_name\nset()\n{1, 2}",
    "set": """
        2* $set_name
        {$hashable, $hashable}
        {*$ints, $hashable}
        set($iterable)
        frozenset($ints)
        $set | $set
        $set & $set
        $set - $set
        $set ^ $set
        {x for x in $iterable if $condition}
        $set.union($iterable, $ints)
        $set.intersection($iterable)
        $set.difference($iterable)
        $set.symmetric_difference($iterable)
        $dict.keys() & $iterable
        $dict.keys() - $set
        $dict.items() ^ $set
    """,
    "range": """
        range($int)
        range($int, $int)
        2* range($int, $int, $step)
        $range[$slice]
        range($tiny)[::$step]
        range($tiny)
    """,
    "iterable": """
        8* $list
        4* $tuple
        4* $str
        3* $dict
        3* range($tiny)
        4* $ints
        $bytes
        $strings
        reversed($tuple)
        zip($list, $tuple)
        enumerate($str)
        map(str, $list)
        $dict.items()
        $dict.values()
        (x for x in $list)
        (x for x in $iterable if $condition)
        iter($tuple)
        $generated
        $object
        $any
    """,
    "sized": "3* $str\n3* $list\n3* $tuple\n$dict\n$set\n$bytes\n$range\n$object\n$any",
    "hashable": "6* $int\n6* $str\n$float\n($int, $str)\n$bytes\nNone\n$bool\nfrozenset([$int])\n$any\n$object",
    "slice": """
        $tiny:
        :$tiny
        $tiny:$tiny
        ::$step
        $int:$int
        -$tiny:$int:$step
        :
        :-$tiny:$step
        $bound:$bound:$bound
    """,
    "bound": "None\n$tiny\n$int\n$any\n$object",
    "body": "x\n(x, $any)\nx == $any\nstr(x)\n[x, x]\nx and $any\nf'{x!r:>4}'\n$any\n$function(x)\nx * $tiny",
    "condition": "x\nnot x\nx != $any\nx == $any or x\nx in $list\n$bool\nisinstance(x, $class)\nx is not None",
    "key": "repr(x)\n-$tiny\nstr(x)[::-1]\n(x, $tiny)\nx\nlen(repr(x))\nnot x",
    "function": """
        3* $function_name
        2* str
        2* repr
        len
        int
        bool
        abs
        type
        lambda x: $body
        lambda x, *y: $any
        lambda x, y=$any: (y, x)
        $str.__add__
        $list.count
        $class
        {}.get
        $object
    """,
    "any_leaf": "4* $any_name\n2* $int_leaf\n$float_leaf\n2* $str_leaf\nNone\n$tuple_name\n$list_name\n$bool_leaf\n$object_name",
    "any": """
        12* $any_name
        12* $int
        6* $float
        12* $str
        6* $bool
        2* $complex
        3* $bytes
        8* $list
        6* $tuple
        4* $dict
        2* range($tiny, $tiny, $step)
        3* None
        ...
        NotImplemented
        slice($bound, $bound)
        6* $object
        $class
        4* $call
        4* $generated
        5* $object.$attribute
        $any.$attribute
        $any[$any]
        $any[$slice]
        $any + $any
        $any * $tiny
        $any @ $any
        $any or $any
        $any and $any
        $any if $bool else $any
        -$any
        getattr($any, $attribute_text, $any)
        getattr($object, $attribute_text)
        5* $object.$method($any)
        2* $object.$method($arguments)
        $object + $any
        $any - $object
        $object[$any]
        $object()
        $function($any)
        $function_name($arguments)
        type($any)($any)
        ($any_name := $any)
        (lambda: (yield))
        next($object)
        vars($object)
        super
    """,
    "odd": "$any\n$any\n$call\n$function($any)\n$list[$tiny]\n$tuple[$tiny]\n$dict[$hashable]\n$object.$method()\nsum($iterable)\n$any[$tiny]\n$int($tiny)",
    "arguments": """
        4* $any
        3* $any, $any
        2* $any, *$iterable
        *$iterable
        *$iterable, *$tuple, $any
        $keyword=$any
        $any, $keyword=$any
        **$kwargs
        *$tuple, **$kwargs
        $any, $keyword=$any, **$other_kwargs
        (x for x in $iterable)
    """,
    "call": "$function_name($arguments)\n$function_name($arguments)\n$class($arguments)\n$function($any)",
    "generated": """
        drain($generator_name($arguments))
        drain($generator_name($any), [$script, $script])
        drain($generator_name($any), [$script, $script, $script, $script])
        run($coroutine_name($any))
        run(collect($async_generator_name($any)))
    """,
    "object_leaf": "$object_name",
    "object": "8* $object_name\n2* $class_name($arguments)\n3* $class_name($any, $any)\n$any",
    "class_leaf": "2* $class_name\nint\nstr",
    "class": "5* $class_name\nint\nstr\nfloat\nlist\ntuple\ndict\nobject\ntype\n$exception\ntype($any)\n$class_name.__mro__[$tiny]",
    "script": "('next', None)\n('send', $any)\n('throw', $exception($any))\n('throw', $exception)\n('close', None)",
}

RULES = lines(TABLE)
NO_EXPRESSIONS = {"slice", "arguments", "script"}  # what cannot stand in parentheses
