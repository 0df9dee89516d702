"""Run one building under granian; `serve` calls this for each, a cluster may call it by itself."""

import argparse
from pathlib import Path

from granian import Granian
from granian.constants import Interfaces

EXAMPLE = "DATABASE_URL=postgresql://… chopmark web platform --port 8000"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("building", choices=["platform", "cloud"])
    parser.add_argument("--listen", default="127.0.0.1", help="address to listen on")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--threads", type=int, default=8, help="requests at the same time")
    parser.add_argument("--certificate", help="TLS certificate (PEM)")
    parser.add_argument("--key", help="its key (PEM)")


def run(arguments: argparse.Namespace) -> int:
    """Serve until told to stop. CHOPMARK_BUILDING is read by the settings in granian's worker."""
    Granian(
        "chopmark.config.wsgi:application",
        address=arguments.listen,
        port=arguments.port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=arguments.threads,
        log_access=False,
        ssl_cert=Path(arguments.certificate) if arguments.certificate else None,
        ssl_key=Path(arguments.key) if arguments.key else None,
    ).serve()
    return 0
