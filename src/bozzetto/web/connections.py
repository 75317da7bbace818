"""Connections: the tools that hand over what happens in them."""

from fastapi import APIRouter

from bozzetto.capture.coverage import coverage
from bozzetto.web.bodies import PathId
from bozzetto.web.covering import ToolAnswer, tool_answer
from bozzetto.web.receiving import Told
from bozzetto.web.state import Desk, State

__all__ = ["router", "start", "stop"]

router = APIRouter(tags=["connections"])


def start(state: State) -> None:
    """Begin to receive."""
    state.receiving.start()


def stop(state: State) -> None:
    """Receive no more; what is handed over waits."""
    state.receiving.stop()


@router.get("/connections")
def show(desk: Desk) -> list[Told]:
    """List which tools are connected, and how that goes."""
    return desk.receiving.all()


@router.get("/tools")
def show_tools(_desk: Desk) -> list[ToolAnswer]:
    """List the tools that can be connected or watched, and what is captured of each."""
    return [tool_answer(each) for each in coverage().tools]


@router.post("/connections/{connection}/test")
def test(desk: Desk, connection: PathId) -> Told:
    """Test a connection, and tell how it is. Nothing is asked of the tool itself."""
    return desk.receiving.test(connection)


@router.delete("/connections/{connection}", status_code=204)
def remove(desk: Desk, connection: PathId) -> None:
    """Let a tool hand over nothing more, and take out what was installed in it."""
    desk.receiving.remove(connection)
