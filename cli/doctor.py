"""What is installed, on which device, and what is missing, with what to do about it."""

import json
import sys

from answers.health import check_all
from core.settings import Settings


def run_doctor(*, as_json: bool) -> int:
    checks = check_all(Settings())
    if as_json:
        sys.stdout.write(json.dumps([check._asdict() for check in checks], indent=2) + "\n")
    else:
        width = max(len(check.name) for check in checks)
        sys.stdout.writelines(f"{'ok ' if one.ok else 'NO '} {one.name:<{width}}  {one.says}\n" for one in checks)
    return 0 if all(check.ok for check in checks) else 1
