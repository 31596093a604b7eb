"""Functions of all four kinds: what they are called with, what names they have, what their bodies do."""

from programs.templates import lines, paragraphs

PARAMETERS = lines({
    "parameters": """
        3* $parameter
        3* $parameter, $parameter=$any_leaf
        2* $parameter=$any_leaf, *$parameter
        $parameter, /, $parameter
        $parameter, *, $parameter=$any_leaf
        $parameter, /, $parameter=$any_leaf, *$parameter, $parameter=$any_leaf, **$parameter
        $parameter=$any_leaf, **$parameter
        *$parameter, $parameter
        *$parameter, **$parameter
        $parameter: $any_leaf, $parameter: int = $any_leaf
    """,
})

SKELETONS = paragraphs({
    "function_skeleton": """
8* def $defined($own_parameters):
    $declarations
    step()
    $body_block
    return $any

@$decorator
def $defined($own_parameters) -> $any_leaf:
    $declarations
    step()
    $body_block
""",
    "generator_skeleton": """
def $defined($own_parameters):
    $declarations
    step()
    $suspension
    $body_block
    $suspension
    return $any
""",
    "coroutine_skeleton": """
async def $defined($own_parameters):
    $declarations
    step()
    $suspension
    $body_block
    $suspension
    return $any
""",
    "async_generator_skeleton": """
async def $defined($own_parameters):
    $declarations
    step()
    yield $any
    $body_block
    $suspension
    $suspension
""",
})

DECORATORS = lines({"decorator": "traced\n(lambda x: x)\ntraced if $bool_leaf else traced\n[traced][0]"})

RULES = PARAMETERS | SKELETONS | DECORATORS
