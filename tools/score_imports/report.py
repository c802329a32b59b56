"""The scores of a folder, as a table for people or as JSON."""

import json
import sys
from collections import Counter
from pathlib import Path

from tools.score_imports.facts import BadFacts, facts_in
from tools.score_imports.verdict import Score, Verdict, score

BAD_FACTS = 2
"""The exit code where facts cannot be read."""


def scores_of(folder: Path) -> dict[str, Score]:
    """Return the score of each file below `folder` that has facts, by its path; raises BadFacts."""
    scores = {}
    for file, facts in facts_in(folder):
        try:
            found = score(
                *(file.name, file.read_bytes(), facts),
                read=lambda name, file=file: file.with_name(name).read_bytes(),  # type: ignore[misc]
            )
        except (OSError, ValueError) as fault:
            raise BadFacts(f"{file}: {fault}") from None
        scores[str(file.relative_to(folder))] = found
    return scores


def report(folder: Path, *, as_json: bool) -> int:
    """Print the scores of `folder`; the exit code."""
    try:
        scores = scores_of(folder)
    except BadFacts as bad:
        print(bad, file=sys.stderr)
        return BAD_FACTS
    counts = Counter(found.verdict for found in scores.values())
    if as_json:
        files = [{"file": file, **found._asdict()} for file, found in scores.items()]
        print(json.dumps({"counts": {v: counts[v] for v in Verdict}, "files": files}, indent=1))
    else:
        _print_table(scores, counts)
    return int(counts[Verdict.WRONG] > 0)


def _print_table(scores: dict[str, Score], counts: Counter[Verdict]) -> None:
    for verdict in Verdict:
        print(f"{verdict:<18} {counts[verdict]:5}")
    for verdict in Verdict:
        some = {file: found for file, found in scores.items() if found.verdict == verdict}
        if verdict == Verdict.RIGHT or not some:
            continue
        print(f"\n{verdict}:")
        for file, found in some.items():
            print(f"  {file}: {found.why}")
