"""The command line: finds the command, runs it, and turns an error into one sentence and exit code 2."""

import argparse
import importlib
import os
import sys

# command -> (module, one line). Heavy modules are imported only when their command is asked for.
COMMANDS = {
    "serve": ("serve", "run everything: database, cloud, platform, worker"),
    "web": ("web", "run one building only (for machines of their own)"),
    "worker": ("worker", "run the jobs"),
    "doctor": ("doctor", "look at fonts, engines, database, clock and keys"),
    "licence read": ("licence_read", "read business licences from pictures"),
    "licence sample": ("licence_sample", "draw sample licences with their true fields"),
    "letter issue": ("letter_issue", "make the power of attorney as a PDF"),
    "letter check": ("letter_check", "say what is wrong with a stamped power of attorney, and where"),
    "face compare": ("face_compare", "say whether two pictures show one person's face"),
    "verify": ("verify", "say who signed a PDF or a statement, when, and what changed since"),
    "cam evaluate": ("cam_evaluate", "decide requests by policies, both from files"),
    "cam lint": ("cam_lint", "say what in policies is hardly what their author meant"),
    "oidc key": ("oidc_key", "say whether the key of the sign-in opens, or make a new one"),
    "transfer import": ("transfer_import", "take a bank's statement of the sums to corporate accounts"),
    "uscc check": ("uscc_check", "check a unified social credit code"),
    "practice show": ("practice_show", "list the practice world: accounts, companies, people"),
    "practice reset": ("practice_reset", "throw the practice data away and fill them anew"),
}
USAGE_ERROR = 2


def main(argv: list[str] | None = None) -> int:
    """Entry point of `chopmark`."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "chopmark.config.settings")
    arguments = list(sys.argv[1:] if argv is None else argv)
    name = _command_in(arguments)
    if name is None:
        return _overview(arguments)
    module = importlib.import_module(f"chopmark.cli.commands.{COMMANDS[name][0]}")
    parser = argparse.ArgumentParser(
        prog=f"chopmark {name}",
        description=module.__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog=f"example:\n  {module.EXAMPLE}",
    )
    module.add_arguments(parser)
    try:
        return int(module.run(parser.parse_args(arguments[len(name.split()) :])))
    except (ValueError, OSError, RuntimeError) as trouble:
        print(f"chopmark {name}: {_sentence(trouble)}", file=sys.stderr)
        return USAGE_ERROR


def _sentence(trouble: Exception) -> str:
    """Without the number that the system has for it."""
    if isinstance(trouble, OSError) and trouble.filename:
        return f"{trouble.filename}: {trouble.strerror}."
    return str(trouble)


def _command_in(arguments: list[str]) -> str | None:
    for length in (2, 1):
        name = " ".join(arguments[:length])
        if name in COMMANDS:
            return name
    return None


def _overview(arguments: list[str]) -> int:
    asked = not arguments or arguments[0] in ("-h", "--help", "help")
    out = sys.stdout if asked else sys.stderr
    if not asked:
        print(f"chopmark: there is no command “{' '.join(arguments[:2])}”", file=out)
    print("usage: chopmark COMMAND [options]; chopmark COMMAND --help shows an example\n", file=out)
    for name, (_, line) in COMMANDS.items():
        print(f"  {name:<16} {line}", file=out)
    return 0 if asked else USAGE_ERROR


if __name__ == "__main__":
    sys.exit(main())
