#!/usr/bin/env python3
"""Random scripts that check without an error, in random dress, for the formatter. Usage: fmt_valid.py SEED COUNT FOLDER

The scripts are those of the comparison with the second evaluator; tests/layouts.py dresses them.
"""
import pathlib
import sys

import layouts

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent / "reference"))
import generate


def main():
    seed, count, folder = int(sys.argv[1]), int(sys.argv[2]), pathlib.Path(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(seed, seed + count):
        words = layouts.classify(layouts.cut(generate.case(number).script()))
        layout = layouts.Layout(number)
        layout.many = 3  # of blank lines and comments at one place: more of them say no more here
        (folder / f"{number:05}.journey").write_bytes(layout.write(words).encode("utf-8"))


if __name__ == "__main__":
    main()
