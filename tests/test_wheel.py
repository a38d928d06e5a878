"""The built wheel runs by itself in an empty environment."""

import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def test_the_wheel_installed_in_an_empty_environment_runs_the_demo(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-m", "build", "--wheel", "--outdir", str(tmp_path), str(ROOT)],
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    venv.create(tmp_path / "empty", with_pip=True)
    programs = tmp_path / "empty" / ("Scripts" if sys.platform == "win32" else "bin")
    subprocess.run(
        [programs / "python", "-m", "pip", "install", "--quiet", str(wheel)], check=True, capture_output=True
    )

    ran = subprocess.run(
        [programs / "hncert", "demo", "演示"], check=False, cwd=tmp_path, capture_output=True, stdin=subprocess.DEVNULL
    )

    assert ran.returncode == 0, ran.stderr.decode()
    assert (tmp_path / "演示" / "outbox" / "月报-2024-11.xlsx").is_file()
    assert str(tmp_path / "empty").encode() in ran.stdout
