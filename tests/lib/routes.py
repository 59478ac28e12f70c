"""routes.py -- is every route of the server played, with a good answer and with a refusal?

SPDX-License-Identifier: Apache-2.0
"""

import subprocess
from urllib.parse import unquote

# Routes that no request can be refused by: they ask for no key and take no input.
NEVER_REFUSED = {("GET", "/health"), ("GET", "/metrics")}


def dialects(binary):
    """{(method, path): dialect} of every line of `tocsin routes`."""
    done = subprocess.run([binary, "routes"], capture_output=True, text=True, check=True)
    lines = [line.split() for line in done.stdout.splitlines() if line.strip()]
    return {(method, path): dialect for method, path, dialect, *_ in lines}


def listed(binary):
    """(method, path) of every line of `tocsin routes`."""
    return list(dialects(binary))


def is_parameter(segment):
    return segment.startswith("{") and segment.endswith("}")


def fits(route, path):
    names, values = route.split("/"), [unquote(value) for value in path.split("/")]
    return len(names) == len(values) and all(
        is_parameter(name) or name == value for name, value in zip(names, values))


def route_of(routes, method, path):
    """The route that a request takes: fixed segments win over parameters, from the left."""
    method = "GET" if method == "HEAD" else method
    fitting = [route for route in routes if route[0] == method and fits(route[1], path)]
    return min(fitting, default=None,
               key=lambda route: [is_parameter(segment) for segment in route[1].split("/")])


def not_played(routes, seen):
    """A sentence for each route without a 2xx or without a 4xx among what was sent."""
    good, refused = set(), set()
    for sent in seen:
        route = route_of(routes, sent.method, sent.path)
        if 200 <= sent.answer.status < 300:
            good.add(route)
        elif 400 <= sent.answer.status < 500:
            refused.add(route)
    complaints = [f"{method} {path}: no transcript gets a 2xx"
                  for method, path in routes if (method, path) not in good]
    return complaints + [f"{method} {path}: no transcript is refused"
                         for method, path in routes
                         if (method, path) not in refused | NEVER_REFUSED]
