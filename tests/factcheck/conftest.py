from tests.sources.conftest import reachable, server, worker_here  # noqa: F401, for the worker's tests
