"""The wheel as a stranger gets it: built, looked into, installed afresh and used in an empty folder.

`make package` runs it; it fetches what Bilancia depends on, so it is no test of the suite.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import time
import urllib.request
import venv
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[2]

#: Folders of the project that are packed, whole and alone.
PACKED = ("bot", "content", "econ")


def main() -> int:
    """Every step in turn; an AssertionError or a failed command ends it."""
    with tempfile.TemporaryDirectory(prefix="bilancia-package-") as folder:
        place = Path(folder)
        with _step("the wheel is built"):
            wheel = _built(place / "wheel")
        with _step("it holds every file of the project's folders and nothing else"):
            assert _held(wheel) == _expected()
        with _step("it can be installed"):
            _installed(wheel, place / "venv")
        elsewhere = place / "elsewhere"
        elsewhere.mkdir()
        bilancia = str(place / "venv" / "bin" / "bilancia")
        with _step("ask, calc and manifest work in another folder"):
            _used(bilancia, elsewhere)
        with _step("the local workspace opens"):
            _opened(bilancia, elsewhere)
    return 0


@contextmanager
def _step(what: str) -> Iterator[None]:
    began = time.perf_counter()
    yield
    print(f"{time.perf_counter() - began:5.1f} s  {what}", flush=True)


def _built(folder: Path) -> Path:
    _pip(sys.executable, "wheel", "--no-deps", "--wheel-dir", str(folder), str(ROOT))
    (wheel,) = folder.glob("bilancia-*.whl")
    return wheel


def _held(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as packed:
        return {name for name in packed.namelist() if ".dist-info/" not in name}


def _expected() -> set[str]:
    """What stands in the folders to be packed, without what Python and others leave there."""
    every = (file for name in PACKED for file in (ROOT / name).rglob("*") if file.is_file())
    kept = (file.relative_to(ROOT) for file in every if file.suffix != ".pyc")
    return {file.as_posix() for file in kept if not any(part.startswith(".") for part in file.parts)}


def _installed(wheel: Path, folder: Path) -> None:
    venv.create(folder, with_pip=True)
    _pip(str(folder / "bin" / "python"), "install", str(wheel))


def _used(bilancia: str, folder: Path) -> None:
    assert "LTV:CAC 3.3" in _said(folder, bilancia, "ask", "--lang", "en", "500 3% 80% 4k")
    assert "LTV:CAC 3,3" in _said(folder, bilancia, "ask", "--lang", "it", "500 3% 80% 4k")
    assert "ltv" in {metric["metric"] for metric in json.loads(_said(folder, bilancia, "calc", "--list"))}
    assert json.loads(_said(folder, bilancia, "manifest"))["features"]["slash_commands"]


def _opened(bilancia: str, folder: Path) -> None:
    command = [bilancia, "playground", "--port", "0"]
    with subprocess.Popen(command, cwd=folder, env=_environ(), stdout=subprocess.PIPE, text=True) as running:
        try:
            assert running.stdout is not None
            url = next(filter(None, (re.search(r"http://\S+", line) for line in running.stdout)))[0]
            page = _fetched(url)
            assert "Bilancia" in page
            linked = re.findall(r'(?:href|src)="/?(static/[^"]+)"', page)
            assert {Path(name.partition("?")[0]).suffix for name in linked} >= {".css", ".js"}
            assert all(_fetched(url + name) for name in linked)
        finally:
            running.terminate()
    assert running.returncode == 0


def _fetched(url: str) -> str:
    with urllib.request.urlopen(url, timeout=10) as answer:
        text: str = answer.read().decode()
        return text


def _pip(python: str, *arguments: str) -> None:
    pip = [python, "-m", "pip", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, *arguments], check=True)


def _said(folder: Path, *command: str) -> str:
    done = subprocess.run(
        command, cwd=folder, env=_environ(), check=True, capture_output=True, text=True, encoding="utf-8"
    )
    return done.stdout


def _environ() -> dict[str, str]:
    """Nothing that could lead back to the project's own folder."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8"}


if __name__ == "__main__":
    sys.exit(main())
