#!/usr/bin/env python3
"""Holds two builds of rushhour against each other: every shipped scenario, everything that is written.

    .ci/same-runs.py [--numbers] OLD NEW [SCENARIO...]     both are binaries; ends with 1 where they differ

With --numbers, for a change of the events themselves: digests, lines of events, and how many events and statements of
invariants there were may differ. All that was measured may not.

Wall times differ from run to run. So reports are compared without them, and what is made of a report (text, page, JUnit,
CSV, Prometheus) is made by both builds of one and the same report. Events, series and histograms are compared as they are.
"""

import json
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SHORTER = {"crowd": ["--duration", "2m"], "erlang": ["-e", "duration=12h"], "voice_day": ["--duration", "1h"]}
COMMANDS = [
    ["actions"], ["actions", "AcceptTask"], ["actions", "--json"], ["invariants"], ["invariants", "--json"], ["schema"],
    ["report", "--schema"], ["--help"], ["run", "--help"], ["hunt", "--help"], ["demo", "--list"],
    ["staff", "scenarios/erlang.yaml", "-e", "duration=6h", "-e", "warmup=1h",
     "--set", "thresholds.service_level=value >= 80%", "-j", "1"],
    ["hunt", "scenarios/small_floor.yaml", "--faults", "standard", "--seeds", "3", "-j", "1"],
]


def run(binary, *args, cwd=ROOT):
    done = subprocess.run([binary, *map(str, args)], cwd=cwd, capture_output=True, text=True, stdin=subprocess.DEVNULL)
    return done.returncode, done.stdout, done.stderr


def without_wall_clock(value):
    if isinstance(value, dict):
        return {key: without_wall_clock(it) for key, it in value.items() if key not in ("time", "engine_ns")}
    return [without_wall_clock(it) for it in value] if isinstance(value, list) else value


def without_events(report):
    """Without what a change of the events changes."""
    report = json.loads(json.dumps(report))
    report.pop("digest")
    report["totals"].pop("events")
    report["invariants"].pop("checked")
    for result in report.get("invariants", {}).get("results", []):
        result.pop("checked", None)
    return report


def files(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()}


def differences(old, new, scenario, scratch, numbers):
    name = scenario.stem
    found = []
    ended = {}
    for label, binary in (("old", old), ("new", new)):
        out = scratch / f"{name}-{label}"
        args = ["run", f"scenarios/{scenario.name}", *SHORTER.get(name, []), "-o", out, "--events", f"{out}.jsonl"]
        ended[label] = (*run(binary, *args)[::2], out)
    if ended["old"][0] != ended["new"][0]:
        found.append(f"exit code {ended['old'][0]} and {ended['new'][0]}: {ended['new'][1][-300:]}")
    one, other = (json.loads((ended[label][2] / "report.json").read_text()) for label in ("old", "new"))
    digest = one["digest"]
    if numbers:
        one, other = without_events(one), without_events(other)
    elif one["digest"] != other["digest"]:
        found.append(f"digest {one['digest'][:14]} and {other['digest'][:14]}")
    one, other = without_wall_clock(one), without_wall_clock(other)
    # Order counts, for people read it.
    if json.dumps(one) != json.dumps(other):
        found += [f"report.json: {key}" for key in one | other if json.dumps(one.get(key)) != json.dumps(other.get(key))]
    measured = [
        {path: text for path, text in files(ended[label][2]).items()
         if path == "series.csv" or path.startswith("histograms/") and "/engine/" not in path}
        for label in ("old", "new")
    ]
    found += [path for path in measured[0] | measured[1] if measured[0].get(path) != measured[1].get(path)]
    if not numbers and Path(f"{ended['old'][2]}.jsonl").read_bytes() != Path(f"{ended['new'][2]}.jsonl").read_bytes():
        found.append("events")
    made = []
    for label, binary in (("old", old), ("new", new)):
        folder = scratch / f"{name}-again-{label}" / "run"
        folder.mkdir(parents=True)
        shutil.copy(ended["old"][2] / "report.json", folder)
        text = run(binary, "report", "run", cwd=folder.parent)[1]
        made.append(files(folder) | {"the summary": text.encode()})
    found += [f"{path}, made of the same report" for path in made[0] | made[1] if made[0].get(path) != made[1].get(path)]
    return digest, found


def main():
    given = [argument for argument in sys.argv[1:] if argument != "--numbers"]
    numbers = len(given) < len(sys.argv[1:])
    old, new = (str(Path(binary).resolve()) for binary in given[:2])
    wanted = given[2:]
    differing = 0
    with tempfile.TemporaryDirectory() as folder:
        for scenario in sorted((ROOT / "scenarios").glob("*.yaml")):
            if wanted and scenario.stem not in wanted:
                continue
            digest, found = differences(old, new, scenario, Path(folder), numbers)
            print(f"{scenario.stem:24}{digest[:18]}  {'same' if not found else 'DIFFERS: ' + '; '.join(found)}", flush=True)
            differing += bool(found)
    for command in COMMANDS if not wanted else []:
        one, other = run(old, *command), run(new, *command)
        same = one[:2] == other[:2]
        print(f"{' '.join(command)[:60]:62}{'same' if same else 'DIFFERS'}", flush=True)
        differing += not same
    print("all the same" if not differing else f"{differing} differ")
    return min(differing, 1)


sys.exit(main())
