#!/usr/bin/env python
"""Run one of the project's commands: `manage.py help` lists them."""

import os
import sys


def main() -> None:
    """Run the command line with Django; a broken setting is one sentence, not a traceback."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mflix_site.settings")
    try:
        from django.core.exceptions import ImproperlyConfigured
        from django.core.management import execute_from_command_line
    except ModuleNotFoundError:
        sys.exit("Django is not installed here. Run `make run`, or use .venv/bin/python.")
    try:
        execute_from_command_line(sys.argv)
        sys.stdout.flush()
    except ImproperlyConfigured as error:
        if "settings.DATABASES" in str(error):
            sys.exit("mflix has no SQL database: `manage.py migrate_mongodb` prepares MongoDB.")
        sys.exit(f"Configuration: {error}")
    except KeyboardInterrupt:
        sys.exit(130)
    except BrokenPipeError:  # the program that reads the output, such as `head`, has ended
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(141)


if __name__ == "__main__":
    main()
