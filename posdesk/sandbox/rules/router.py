"""From method and path to a route: a tree of segments, literal ones before patterns.

A route is data: the table in ``routes`` is also what the API's description is made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from urllib.parse import unquote

from posdesk.sandbox.rules.context import Handler
from posdesk.sandbox.rules.refusals import Refusal, not_found, wrong_method

PREFIX = "/api/v3"
BOTH, GUIDE, REFERENCE = "both", "guide", "reference"
MAX_PATH = 2048


@dataclass(frozen=True, slots=True)
class Route:
    """One line of the table. ``path`` is below ``PREFIX`` unless it starts with ``/api``; ``scope`` None
    asks for any valid token; ``is_open`` for none; ``dialect`` says whose path it is (0.2)."""

    method: str
    path: str
    handler: Handler
    scope: str | None
    title: str
    dialect: str = BOTH
    is_open: bool = False

    @property
    def full_path(self) -> str:
        return self.path if self.path.startswith("/api/") else PREFIX + self.path

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass(slots=True)
class _Node:
    literals: dict[str, _Node] = field(default_factory=dict)
    pattern: _Node | None = None
    routes: dict[str, tuple[Route, tuple[tuple[str, int], ...]]] = field(default_factory=dict)


class Router:
    """Finds routes. Raises ValueError when two routes share method and path: a slip in the table."""

    def __init__(self, routes: tuple[Route, ...]) -> None:
        self._root = _Node()
        # The same few customers' paths are asked for again and again.
        self._known = lru_cache(maxsize=512)(self._find)
        for route in routes:
            self._add(route)

    def find(self, method: str, path: str, dialect: str) -> tuple[Route, Mapping[str, str]]:
        """The route and the path's values. Raises Refusal 404 or 405; ``dialect`` hides the other's."""
        return self._known(method, path, dialect)

    def _find(self, method: str, path: str, dialect: str) -> tuple[Route, Mapping[str, str]]:
        if len(path) > MAX_PATH:
            raise not_found()
        segments = path.strip("/").split("/")
        if "%" in path:
            segments = [unquote(segment) for segment in segments]
        node = self._straight(segments) or self._descend(self._root, segments, 0)
        if node is None:
            raise not_found()
        found = node.routes.get(method)
        if found is None or not _served(found[0], dialect):
            raise _refusal(node, method, dialect)
        route, places = found
        return route, {name: segments[place] for name, place in places}

    def _add(self, route: Route) -> None:
        node = self._root
        places = []
        for place, segment in enumerate(route.full_path.strip("/").split("/")):
            if segment.startswith("{"):
                places.append((segment.strip("{}"), place))
                node.pattern = node.pattern or _Node()
                node = node.pattern
            else:
                node = node.literals.setdefault(segment, _Node())
        if route.method in node.routes:
            raise ValueError(f"{route.method} {route.path} is there twice")
        node.routes[route.method] = (route, tuple(places))

    def _straight(self, segments: list[str]) -> _Node | None:
        """The way that needs no second thought: each segment's literal, else its pattern."""
        node = self._root
        for segment in segments:
            following = node.literals.get(segment) or (node.pattern if segment else None)
            if following is None:
                return None
            node = following
        return node if node.routes else None

    def _descend(self, node: _Node, segments: list[str], depth: int) -> _Node | None:
        if depth == len(segments):
            return node if node.routes else None
        literal = node.literals.get(segments[depth])
        if literal is not None:
            found = self._descend(literal, segments, depth + 1)
            if found is not None:
                return found
        if node.pattern is not None and segments[depth]:
            return self._descend(node.pattern, segments, depth + 1)
        return None


def _served(route: Route, dialect: str) -> bool:
    return dialect == BOTH or route.dialect in (BOTH, dialect)


def _refusal(node: _Node, method: str, dialect: str) -> Refusal:
    allowed = sorted(verb for verb, found in node.routes.items() if _served(found[0], dialect))
    if not allowed:
        return not_found()
    refusal = wrong_method(method)
    refusal.headers = (("Allow", ", ".join(allowed)),)
    return refusal
