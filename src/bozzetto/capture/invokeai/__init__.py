"""InvokeAI, listened to over socket.io and asked by REST: nothing is installed in it."""

from bozzetto.capture.invokeai.listener import Listener
from bozzetto.capture.invokeai.socket import check_installed

__all__ = ["Listener", "check_installed"]
