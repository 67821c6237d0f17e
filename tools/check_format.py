#!/usr/bin/env python3
"""Every C++ file stands as clang-format-19 would write it.  check_format.py [--fix]"""
import concurrent.futures
import subprocess
import sys


def main():
    files = subprocess.run(["git", "ls-files", "*.h", "*.cc"], capture_output=True, text=True, check=True).stdout.split()
    if "--fix" in sys.argv:
        subprocess.run(["clang-format-19", "-i", *files], check=True)
        return

    def formatted(file):
        done = subprocess.run(["clang-format-19", "--dry-run", "-Werror", file], capture_output=True, text=True)
        return file, done.returncode == 0

    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        wrong = [file for file, ok in pool.map(formatted, files) if not ok]
    for file in wrong:
        print(f"{file}:1: not formatted; run `make fmt`")
    print(f"{len(files) - len(wrong)} passed, {len(wrong)} failed")
    sys.exit(1 if wrong or not files else 0)


main()
