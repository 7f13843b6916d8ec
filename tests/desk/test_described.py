"""What the description promises holds for whatever is asked: no request brings the desk down."""

from __future__ import annotations

from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, status_code_conformance

from desk.conftest import TOKEN
from tocsin.serve import Gate, Settings, create_app

CHECKS = [not_a_server_error, content_type_conformance, status_code_conformance]
EXAMPLES = 40


@pytest.fixture(scope="module")
def described(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> schemathesis.schemas.BaseSchema:
    """The description of a desk on a copy of the sample book."""
    path = tmp_path_factory.mktemp("fuzzed") / "book.tocsin"
    path.write_bytes(sample.read_bytes())
    gate = Gate(hosts=frozenset({"localhost", "testserver"}), token=TOKEN)
    app = create_app(Settings(book=path, gate=gate, by="Fuzz"))
    return schemathesis.openapi.from_asgi("/api/openapi.json", app, headers={"Authorization": f"Bearer {TOKEN}"})


def operations() -> list[str]:
    """Every operation of the description, by method and path."""
    from fastapi import FastAPI

    from tocsin.serve.api import router

    app = FastAPI()
    app.include_router(router)
    return [f"{method} {path}" for path, item in app.openapi()["paths"].items() for method in item]


@pytest.mark.parametrize("operation", operations())
def test_whatever_is_asked_is_answered(described: schemathesis.schemas.BaseSchema, operation: str) -> None:
    method, path = operation.split()

    @settings(
        max_examples=EXAMPLES, deadline=None, database=None, phases=[Phase.generate], derandomize=True,
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    def ask(case: schemathesis.Case) -> None:  # type: ignore[type-arg]
        response = case.call(headers={"Authorization": f"Bearer {TOKEN}"})
        assert response.status_code not in (403, 421), "it must come through the gate to be answered"
        case.validate_response(response, checks=CHECKS)

    from hypothesis import given

    given(case=described[path][method.upper()].as_strategy())(ask)()
