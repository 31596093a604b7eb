"""Statements. `$block` is a few of them; `$loop_block` and `$tail` may also leave a loop or return, where that is allowed.

Every body of a loop takes a step of the budget, so that all programs end. An asynchronous generator may be dropped unfinished, and
Krait runs its finally clauses then only when it is collected: it has none here, and no with.
"""

from programs.templates import lines, paragraphs

TABLE = {
    "statement_leaf": """
3* $new = $any

2* show($any, $any)

$new_int += $int

$new_list.append($any)

show($fstring)
""",
    "statement": """
4* $binding

4* show($any, $any)

2* show($int, $float)

2* show($str)

2* show($call)

show($set, $dict)

3* $mutation

2* $deletion

3* if $bool:
    $block
elif $any:
    $block
else:
    $block

if $any:
    $block

3* for $loop_target in $iterable:
    step()
    $loop_block
else:
    $block

2* for $new_int in range($tiny):
    step()
    $loop_block

for $new_any in $list_name:
    step()
    $new_list.append($any)
    $loop_block

$while_loop

5* $trying

$suspension

2* with $manager:
    $block

with $manager as $new_any, $manager:
    $tail

3* match $any:
    $cases

2* $inner_function

assert $bool, $any

$tail

$raising

$any

class $local_class($class):
    $new = $any
    show($any, __qualname__)

import sys, math as $new_any
""",
    "binding": """
4* $new = $any

2* $new_int = $int

$new_float = $float

2* $new_str = $str

2* $new_list = $list

$new_dict = $dict

$new_set = $set

$new_tuple = $tuple

$new_bytes = $bytes

$new_object = $object

2* $new_int $augmented $int
$new_int = small($int_name)

$new_float $float_augmented $number

$new_str += $str
$new_str = small($str_name)

$new_list += $iterable
$new_list = small($list_name)

$new_any $augmented $any

$new_set |= $set

$new_dict |= $dict

$new = $new = $any

2* $target_pair = $any, $any

2* $new, *$new_list = $iterable

*$new_list, $new = $iterable

($new, [$new, $new]), $new = $any, $any

$new, $new = $iterable

$new_int: int = $int

$new_any: $any

[$new, $new] = $list[$slice]
""",
    "mutation": """
2* $list_name.append($any)

$list_name.extend($iterable)
del $list_name[12:]

$list_name.insert($int, $any)

show($list_name.pop($tiny))

$list_name.remove($any)

$list_name.sort()

$list_name.sort(key=lambda x: $key, reverse=$bool)

$list_name.reverse()

$list_name.clear()

2* $list_name[$tiny] = $any

2* $list_name[$slice] = $iterable
del $list_name[12:]

$list_name[$tiny] $augmented $tiny

2* $dict_name[$hashable] = $any

$dict_name[$hashable] $augmented $any

show($dict_name.pop($hashable, $any))

show($dict_name.setdefault($hashable, $any))

$dict_name.update($dict, z=$any)

show($dict_name.popitem())

$set_name.add($hashable)

$set_name.discard($hashable)

$set_name.update($ints)

$set_name -= $set

2* $object_name.$attribute = $any

$object_name.$attribute $augmented $tiny

setattr($object_name, $attribute_text, $any)

$object[$any] = $any

$class.$attribute = $any

$any.$attribute = $any

$any[$any] = $any
""",
    "deletion": """
del $list_name[$tiny]

del $list_name[$slice]

del $dict_name[$hashable]

del $object_name.$attribute

delattr($object_name, $attribute_text)

del $new_any

del $new_any, $list_name[0]

del $object[$any]

del ($new_int)
""",
    "trying": """
3* try:
    $block
except $caught as $new_any:
    report($any_name)
    $tail
else:
    $block
finally:
    $block

2* try:
    $tail
except ($caught, $caught) as error:
    report(error)
    $raising

2* try:
    $block
    $tail
finally:
    $tail

try:
    $block
except $caught:
    $block
except Exception as error:
    report(error)

2* try:
    $raising
except* $caught as error:
    report(error)
    $block
except* $caught:
    $block

try:
    raise ExceptionGroup($str, [$exception($any), ExceptionGroup('inner', [$exception($any)])])
except* $caught as error:
    report(error)
    $raising
except* $caught as error:
    report(error)
finally:
    $block

try:
    try:
        $raising
    finally:
        $tail
except Exception as error:
    report(error)

for $new_int in range($tiny):
    step()
    try:
        $tail
    except $caught:
        $loop_block
    finally:
        $loop_block
""",
    "raising": """
4* raise $exception($any)

raise $exception

2* raise $exception($any) from $exception($any)

raise $exception($str) from None

raise

raise $any

raise $exception from $any

$any

error = $exception($any)
error.add_note($str)
raise error
""",
    "tail": """
3* $statement

$leave
""",
    "manager": "2* Manager($any)\nManager($any, $any)\nManager($any, None, $exception)\n$object",
    "generator_suspension": """
3* yield $any

2* $new = yield $any

2* yield from $iterable

$new = yield from $generator_name($any)

yield

show((yield $any))

$new = [(yield $any), $any, (yield)]

try:
    $new = yield $any
except $caught as error:
    report(error)
    yield $any
    $raising
finally:
    $block

try:
    yield $any
finally:
    show($any)
    $tail

with Manager($any) as $new_any:
    yield $any

for $new_any in $iterable:
    step()
    yield $any_name
    $loop_block

yield from [$any, $any]
""",
    "coroutine_suspension": """
3* $new = await Pause($any)

show(await Pause($any))

2* $new = await $coroutine_name($any)

async for $loop_target in $async_generator_name($any):
    step()
    $loop_block

$new_list = [x async for x in $async_generator_name($any) if $condition]

show({x: await Pause(x) async for x in $async_generator_name($any)})

show([await Pause(x) for x in $iterable])

async with Manager($any) as $new_any:
    $block

async with Manager($any, $any) as $new_any, Manager($any):
    $tail

try:
    await Pause($any)
    $raising
except $caught as error:
    report(error)
finally:
    await Pause($any)

await $any
""",
    "async_generator_suspension": """
3* yield $any

$new = yield $any

$new = await Pause($any)

async for $loop_target in $async_generator_name($any):
    step()
    $loop_block

try:
    yield $any
except $caught as error:
    report(error)
    yield $any
""",
    "cases": """
case $case_pattern:
    $block
case $case_pattern if $bool:
    $block
case _:
    $block

case $closed | $closed:
    $tail
case $case_pattern:
    $block

case $case_pattern:
    show($any)
case $case_pattern:
    show($any)
case $case_pattern:
    show($any)
case $new:
    $block
""",
    "inner_function": """
3* $function_definition
show($function_name($arguments))

$function_definition
show($function_name($arguments), $function_name($arguments))

$new_function = lambda x, *y, z=$any: ($any, x, y, z)
show($function_name($arguments))

$new_function = $function
""",
}

PATTERNS = {
    "pattern": """
        2* $closed
        [$sub, $sub]
        [$sub, *_]
        [*$capture]
        [$sub, *_, $sub]
        ($sub,)
        {'a': $sub}
        {'a': $sub, **$capture}
        {1: _, 'k': $sub}
        int($sub)
        str() as $capture
        $class_name($sub)
        $class_name(a=$sub)
        $class_name($sub, b=$sub)
        bool($sub)
        (1 | 2 | 3) as $capture
        ([_] | [_, _]) as $capture
    """,
    "closed": """
        $int_constant
        $signed
        'abc'
        None
        True
        []
        {}
        int()
        float() | int()
        list() | tuple()
        $class_name()
        dict()
        [int(), str()]
        [_, *_]
        {'a': _}
        -1.5 | 2+3j
        bytes()
        Colour.RED
        Colour.DARK.name
    """,
    "sub": "3* $capture\n_\n$int_constant\n'a'\n[_, *_]\nint() | None\nstr()\n(int() | str()) as $capture\n[$capture, _]",
}

INLINE = {"manager"}
RULES = paragraphs({name: text for name, text in TABLE.items() if name not in INLINE})
RULES |= lines(PATTERNS | {name: TABLE[name] for name in INLINE})
