"""JSON Logic, as far as a webhook's condition needs it: data in, a value out. Pure.

An expression is a JSON value; an object of one key is an operation on its arguments, anything else stands
for itself. Known are var, missing, the comparisons, and, or, not, if, in, the four sums, min, max, cat, all,
some and none. What is unknown or of the wrong shape is refused when a webhook is made (``flaw``), so that
``holds`` meets none. Evaluation is bounded by the body's own size and depth (``json_text``).
"""

from collections.abc import Callable, Mapping
from decimal import Decimal, DivisionByZero, InvalidOperation, Overflow
from itertools import pairwise

from posdesk.sandbox.rules.json_text import JSON

_NOTHING = object()


def flaw(rule: JSON) -> str | None:
    """Why ``rule`` cannot be used as a condition, or None."""
    if isinstance(rule, list):
        return next((found for part in rule if (found := flaw(part))), None)
    if not isinstance(rule, Mapping) or not rule:
        return None
    if len(rule) != 1:
        return "an operation has exactly one key"
    operator, arguments = next(iter(rule.items()))
    if operator not in _OPERATIONS and operator not in _LAZY:
        return f"there is no operation {operator[:20]}"
    return flaw(arguments)


def holds(rule: JSON, data: JSON) -> bool:
    """Whether the condition is met for ``data``; by JavaScript's idea of truth, but that [] and {} are false."""
    return _true(_value(rule, data))


def _value(rule: JSON, data: JSON) -> JSON:
    if isinstance(rule, list):
        return [_value(part, data) for part in rule]
    if not isinstance(rule, Mapping) or len(rule) != 1:
        return rule
    operator, given = next(iter(rule.items()))
    arguments = given if isinstance(given, list) else [given]
    if operator in _LAZY:
        return _LAZY[operator](arguments, data)
    return _OPERATIONS[operator]([_value(part, data) for part in arguments])


def _true(value: JSON) -> bool:
    return bool(value)


def _number(value: JSON) -> Decimal | None:
    """A number as JavaScript would read it; None for what is none."""
    if value is None or value == "":
        return Decimal(0)
    if isinstance(value, list | dict):
        return None
    try:
        number = Decimal(int(value) if isinstance(value, bool) else value)
    except (InvalidOperation, ValueError):
        return None
    return number if number.is_finite() else None  # NaN cannot even be compared


def _same(left: JSON, right: JSON) -> bool:
    """``==``: numbers and numeric text meet, null is only null."""
    if left is None or right is None or type(left) is type(right):
        return bool(left == right)
    first, second = _number(left), _number(right)
    return first is not None and first == second


def _strictly_same(left: JSON, right: JSON) -> bool:
    if isinstance(left, bool) or isinstance(right, bool):
        return left is right
    return bool(left == right)


def _ordered(test: Callable[[Decimal | str, Decimal | str], bool]) -> Callable[[list[JSON]], bool]:
    """A comparison of two, or of three as "between"; texts compare as texts."""

    def compare(arguments: list[JSON]) -> bool:
        pairs = list(pairwise(arguments))[:2]
        return bool(pairs) and all(_compares(test, left, right) for left, right in pairs)

    return compare


def _compares(
    test: Callable[[Decimal | str, Decimal | str], bool], left: JSON, right: JSON
) -> bool:
    if isinstance(left, str) and isinstance(right, str):
        return test(left, right)
    first, second = _number(left), _number(right)
    return first is not None and second is not None and test(first, second)


def _inside(arguments: list[JSON]) -> bool:
    part, whole = (*arguments, None, None)[:2]
    if isinstance(whole, str):
        return isinstance(part, str) and part in whole
    return isinstance(whole, list) and part in whole


def _computed(step: Callable[[Decimal, Decimal], Decimal]) -> Callable[[list[JSON]], JSON]:
    def compute(arguments: list[JSON]) -> JSON:
        numbers = [_number(argument) for argument in arguments]
        total: Decimal | None = None
        try:
            for number in numbers:
                if number is None:
                    return None
                total = number if total is None else step(total, number)
        except (DivisionByZero, InvalidOperation, Overflow):
            return None
        return total

    return compute


def _minus(arguments: list[JSON]) -> JSON:
    return _computed(lambda left, right: left - right)([0, *arguments][-2:])


def _chosen(choose: Callable[[list[Decimal]], Decimal]) -> Callable[[list[JSON]], JSON]:
    def pick(arguments: list[JSON]) -> JSON:
        numbers = [number for number in map(_number, arguments) if number is not None]
        return choose(numbers) if numbers else None

    return pick


def _joined(arguments: list[JSON]) -> JSON:
    return "".join("" if argument is None else str(argument) for argument in arguments)


def _two(test: Callable[[JSON, JSON], bool]) -> Callable[[list[JSON]], JSON]:
    return lambda arguments: test(*(*arguments, None, None)[:2])


_OPERATIONS: dict[str, Callable[[list[JSON]], JSON]] = {
    "==": _two(_same),
    "===": _two(_strictly_same),
    "!=": _two(lambda left, right: not _same(left, right)),
    "!==": _two(lambda left, right: not _strictly_same(left, right)),
    "<": _ordered(lambda left, right: left < right),  # type: ignore[operator]  # both of one type
    "<=": _ordered(lambda left, right: left <= right),  # type: ignore[operator]  # both of one type
    ">": _ordered(lambda left, right: left > right),  # type: ignore[operator]  # both of one type
    ">=": _ordered(lambda left, right: left >= right),  # type: ignore[operator]  # both of one type
    "!": lambda arguments: not _true((*arguments, None)[0]),
    "!!": lambda arguments: _true((*arguments, None)[0]),
    "in": _inside,
    "+": _computed(lambda left, right: left + right),
    "-": _minus,
    "*": _computed(lambda left, right: left * right),
    "/": _computed(lambda left, right: left / right),
    "min": _chosen(min),
    "max": _chosen(max),
    "cat": _joined,
}


def _var(arguments: list[JSON], data: JSON) -> JSON:
    name, default = (*arguments, None, None)[:2]
    found = _at(data, _value(name, data))
    return default if found is _NOTHING or found is None else found


def _at(data: JSON, path: JSON) -> JSON:
    """What ``a.b.0`` leads to; the whole for an empty path."""
    if path is None or path == "":
        return data
    for part in str(path).split("."):
        if isinstance(data, Mapping) and part in data:
            data = data[part]
        elif (
            isinstance(data, list) and part.isdecimal() and len(part) < 8 and int(part) < len(data)
        ):
            data = data[int(part)]
        else:
            return _NOTHING
    return data


def _missing(arguments: list[JSON], data: JSON) -> JSON:
    names = _value(arguments, data)
    names = names[0] if names and isinstance(names[0], list) else names
    return [name for name in names if _at(data, name) in (_NOTHING, None, "")]


def _and(arguments: list[JSON], data: JSON) -> JSON:
    found: JSON = None
    for argument in arguments:
        found = _value(argument, data)
        if not _true(found):
            break
    return found


def _or(arguments: list[JSON], data: JSON) -> JSON:
    found: JSON = None
    for argument in arguments:
        found = _value(argument, data)
        if _true(found):
            break
    return found


def _if(arguments: list[JSON], data: JSON) -> JSON:
    rest = arguments
    while len(rest) > 1:
        if _true(_value(rest[0], data)):
            return _value(rest[1], data)
        rest = rest[2:]
    return _value(rest[0], data) if rest else None


def _each(arguments: list[JSON], data: JSON) -> list[bool]:
    """Whether the second argument holds for each of the first one's rows."""
    rows, rule = (*arguments, None, None)[:2]
    found = _value(rows, data)
    return [holds(rule, row) for row in found] if isinstance(found, list) else []


_LAZY: dict[str, Callable[[list[JSON], JSON], JSON]] = {
    "var": _var,
    "missing": _missing,
    "and": _and,
    "or": _or,
    "if": _if,
    "all": lambda arguments, data: bool(found := _each(arguments, data)) and all(found),
    "some": lambda arguments, data: any(_each(arguments, data)),
    "none": lambda arguments, data: not any(_each(arguments, data)),
}
