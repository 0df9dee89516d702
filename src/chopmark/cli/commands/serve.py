"""Run everything on this machine: PostgreSQL, cloud, platform and worker under one supervisor."""

import argparse
import os
import subprocess
import sys
from pathlib import Path

from chopmark.cli import lan
from chopmark.cli.supervisor import Plan, Supervisor, leave_on_signals

EXAMPLE = "chopmark serve --port 8000"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--port", type=int, default=int(os.environ.get("PORT") or 8000), help="the cloud takes the next one"
    )
    parser.add_argument(
        "--lan", action="store_true", help="listen on the local network, with a self-signed certificate"
    )
    parser.add_argument("--workers", type=int, default=1)


def run(arguments: argparse.Namespace) -> int:
    supervisor = Supervisor(plan_of(arguments), say=_say)
    leave_on_signals(supervisor)
    try:
        supervisor.start(prepare)
        if not supervisor.leaving.is_set():
            _say(_welcome(supervisor.plan))
        return supervisor.watch()
    finally:
        supervisor.stop()
        _say(f"Stopped. Your data stay in {supervisor.plan.home}.")


def plan_of(arguments: argparse.Namespace) -> Plan:
    root = Path(os.environ.get("CHOPMARK_ROOT", Path(__file__).resolve().parents[4]))
    home = Path(os.environ.get("CHOPMARK_HOME", root / "var"))
    host, scheme, tls = "127.0.0.1", "http", None
    if arguments.lan:
        host, scheme = lan.address(), "https"
        tls = lan.certificate(home / "tls", host)
    platform = f"{scheme}://{host}:{arguments.port}"
    cloud = f"{scheme}://{host}:{arguments.port + 1}"
    return Plan(
        home=home,
        platform_url=platform,
        cloud_url=cloud,
        listen="0.0.0.0" if arguments.lan else "127.0.0.1",  # noqa: S104 - only when asked for with --lan
        tls=tls,
        workers=arguments.workers,
        environment={
            "CHOPMARK_PLATFORM_URL": platform,
            "CHOPMARK_CLOUD_URL": cloud,
            "CHOPMARK_HOSTS": f"127.0.0.1,localhost,{host}",
            **({"CHOPMARK_OIDC_CA": str(tls[0])} if tls else {}),
        },
    )


def prepare(environment: dict[str, str]) -> None:
    """Bring the database up to date and fill the practice world; in a child, so that Django stays out of here."""
    subprocess.run([sys.executable, "-m", "chopmark.cli.prepare"], env=environment, check=True)


def _say(text: str) -> None:
    print(text, flush=True)


def _welcome(plan: Plan) -> str:
    return (
        f"\n  Chopmark is running: {plan.platform_url}\n"
        f"  The practice cloud:  {plan.cloud_url}\n"
        f"  Try first: open the address, press “Start”, and log in with an account from\n"
        f"  {plan.platform_url}/practice/ (nothing there is real). Ctrl-C stops everything.\n"
        + (lan.advice() if plan.tls else "")
    )
