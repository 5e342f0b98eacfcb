"""`python3 -m webapp`: refuses an old Python in clear words, else hands over. Keeps to syntax that Python 3.6 reads."""

import sys

OLDEST = (3, 11)


def main() -> int:
    """Run the command line; returns the exit code."""
    if sys.version_info[:2] < OLDEST:
        found = ".".join(str(part) for part in sys.version_info[:3])
        words = (
            f"需要 Python 3.11 或更新的版本，现在是 {found}。请安装后再试，例如：sudo apt install python3.11\n"
            f"Python 3.11 or newer is needed, this is {found}. Install it and try again, "
            "for example: sudo apt install python3.11\n"
        )
        encoding = sys.stderr.encoding or "utf-8"
        sys.stderr.write(words.encode(encoding, "replace").decode(encoding))
        return 1
    from webapp import bootstrap

    return bootstrap.main(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
