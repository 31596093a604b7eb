# builtins.py - the parts of the built-in functions and types that call back into Python.
#
# Owns: nothing. Natives call these by name (rt_tail_prelude). A global name here means, in this order: a function of the
# prelude; a private native _krait_* (rt_prelude_natives, runtime/builtins.c); a built-in. None of it can be
# seen from a program: prelude frames do not show in tracebacks, and nothing here looks at what a program may rebind.


def all(iterable):
    for item in iterable:
        if not item:
            return False
    return True


def any(iterable):
    for item in iterable:
        if item:
            return True
    return False


def sum(iterable, start):
    for item in iterable:
        start = start + item
    return start


# defaults: () or (what to return for an empty iterable,)
def max(iterable, key, defaults):
    empty = True
    if key is None:
        for item in iterable:
            if empty or item > best:
                best = item
                empty = False
    else:
        for item in iterable:
            item_key = key(item)
            if empty or item_key > best_key:
                best = item
                best_key = item_key
                empty = False
    if not empty:
        return best
    if defaults:
        return defaults[0]
    raise ValueError("max() arg is an empty sequence")


def min(iterable, key, defaults):
    empty = True
    if key is None:
        for item in iterable:
            if empty or item < best:
                best = item
                empty = False
    else:
        for item in iterable:
            item_key = key(item)
            if empty or item_key < best_key:
                best = item
                best_key = item_key
                empty = False
    if not empty:
        return best
    if defaults:
        return defaults[0]
    raise ValueError("min() arg is an empty sequence")


def print(values, sep, end, file, flush):
    write = file.write
    if sep is None:
        sep = " "
    first = True
    for value in values:
        if first:
            first = False
        else:
            write(sep)
        write(str(value))
    write("\n" if end is None else end)
    if flush:
        file.flush()


# list.sort where a key function or a Python __lt__ must be called. The list is empty meanwhile.
def list_sort(self, key, reverse):
    items = _krait_list_take(self)
    result = items
    modified = False
    try:
        if key is None:
            keys = items
        else:
            keys = []
            for item in items:
                keys.append(key(item))
        result = _krait_sort_simple(keys, items, reverse)
        if result is None:
            result = items
            result = merge_sort(keys, items, reverse)
    finally:
        modified = _krait_list_put(self, result)
    if modified:
        raise ValueError("list modified during sort")


# The items in the order of their keys: a stable merge sort over natural runs that asks only key < key.
def merge_sort(keys, items, reverse):
    count = len(keys)
    order = list(range(count))
    if reverse:
        order.reverse()
    runs = []
    start = 0
    while start < count:
        end = start + 1
        if end < count:
            if keys[order[end]] < keys[order[start]]:
                end += 1
                while end < count and keys[order[end]] < keys[order[end - 1]]:
                    end += 1
                order[start:end] = order[start:end][::-1]
            else:
                end += 1
                while end < count and not keys[order[end]] < keys[order[end - 1]]:
                    end += 1
        while end < count and end - start < 8:
            insert(keys, order, start, end)
            end += 1
        runs.append(order[start:end])
        start = end
    while len(runs) > 1:
        merged = []
        for i in range(0, len(runs) - 1, 2):
            merged.append(merge_runs(keys, runs[i], runs[i + 1]))
        if len(runs) % 2:
            merged.append(runs[-1])
        runs = merged
    order = runs[0] if runs else []
    if reverse:
        order.reverse()
    return [items[i] for i in order]


# Moves order[end] to its place in the sorted order[start:end].
def insert(keys, order, start, end):
    index = order[end]
    key = keys[index]
    low = start
    high = end
    while low < high:
        middle = (low + high) // 2
        if key < keys[order[middle]]:
            high = middle
        else:
            low = middle + 1
    order[low + 1:end + 1] = order[low:end]
    order[low] = index


def merge_runs(keys, left, right):
    merged = []
    i = 0
    j = 0
    left_count = len(left)
    right_count = len(right)
    left_key = keys[left[0]]
    right_key = keys[right[0]]
    while True:
        if right_key < left_key:
            merged.append(right[j])
            j += 1
            if j == right_count:
                merged.extend(left[i:])
                return merged
            right_key = keys[right[j]]
        else:
            merged.append(left[i])
            i += 1
            if i == left_count:
                merged.extend(right[j:])
                return merged
            left_key = keys[left[i]]


# ---- exception groups (PEP 654) ----


def group_matcher(condition):
    if isinstance(condition, type) and issubclass(condition, BaseException):
        return lambda exception: isinstance(exception, condition)
    if isinstance(condition, tuple) and condition:
        for item in condition:
            if not (isinstance(item, type) and issubclass(item, BaseException)):
                break
        else:
            return lambda exception: isinstance(exception, condition)
    if callable(condition) and not isinstance(condition, type):
        return condition
    raise TypeError("expected a function, exception type or tuple of exception types")


def group_part(group, exceptions):
    if not exceptions:
        return None
    part = group.derive(exceptions)
    if not isinstance(part, BaseExceptionGroup):
        raise TypeError("derive must return an instance of BaseExceptionGroup")
    part.__traceback__ = group.__traceback__
    part.__context__ = group.__context__
    part.__cause__ = group.__cause__  # as in python3.11 the context is not shown from now on, even without a cause
    notes = getattr(group, "__notes__", None)
    if isinstance(notes, list):
        part.__notes__ = list(notes)
    return part


def group_divide(group, matches, want_rest):
    if matches(group):
        return group, None
    matching = []
    rest = []
    for exception in group.exceptions:
        if isinstance(exception, BaseExceptionGroup):
            inside, outside = group_divide(exception, matches, want_rest)
            if inside is not None:
                matching.append(inside)
            if outside is not None:
                rest.append(outside)
        elif matches(exception):
            matching.append(exception)
        else:
            rest.append(exception)
    return group_part(group, matching), group_part(group, rest) if want_rest else None


def exception_group_split(group, condition):
    return group_divide(group, group_matcher(condition), True)


def exception_group_subgroup(group, condition):
    return group_divide(group, group_matcher(condition), False)[0]


# ---- views of dicts as sets, where items may not be hashable ----


def view_sub(left, right):
    result = set(left)
    result.difference_update(right)
    return result


def view_or(left, right):
    result = set(left)
    result.update(right)
    return result


def view_xor(left, right):
    result = set(left)
    result.symmetric_difference_update(right)
    return result


# The pairs in which the dicts differ; only these need be hashable.
def items_xor(left, right):
    rest = left.copy()
    result = set()
    for key, value in right.items():
        if key in rest and (rest[key] is value or rest[key] == value):
            del rest[key]
        else:
            result.add((key, value))
    result.update(rest.items())
    return result


def view_and(view, other, other_is_view):
    if type(other) is set and len(view) <= len(other):
        return other.intersection(view)
    if other_is_view and len(other) > len(view):
        view, other = other, view
    result = set()
    for item in other:
        if item in view:
            result.add(item)
    return result


def view_isdisjoint(view, other, other_is_view):
    if view is other:
        return len(view) == 0
    if (other_is_view or type(other) in (set, frozenset)) and len(other) > len(view):
        view, other = other, view
    for item in other:
        if item in view:
            return False
    return True


def all_contained(inner, outer):
    for item in inner:
        if item not in outer:
            return False
    return True


def view_eq(left, right):
    return len(left) == len(right) and all_contained(left, right)


def view_ne(left, right):
    return not (len(left) == len(right) and all_contained(left, right))


def view_lt(left, right):
    return len(left) < len(right) and all_contained(left, right)


def view_le(left, right):
    return len(left) <= len(right) and all_contained(left, right)


def view_gt(left, right):
    return len(left) > len(right) and all_contained(right, left)


def view_ge(left, right):
    return len(left) >= len(right) and all_contained(right, left)


# ---- collections ----


def count_elements(mapping, iterable):
    get = mapping.get
    for item in iterable:
        mapping[item] = get(item, 0) + 1
