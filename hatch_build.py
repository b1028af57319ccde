"""Compile the inner modules of the extraction while a wheel is built, where ``NEWSCORPUS_COMPILE=1`` asks for it.

The modules are plain Python and run as they are; compiled by mypyc they take about two thirds of the time and give
the same rows. It takes some minutes and a C compiler, so that nobody gets it unasked. An editable install is never
compiled: what is edited is what runs.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

MODULES = (
    "record extract/tokens extract/words extract/cues extract/sources extract/phrases extract/frame extract/marks "
    "extract/pieces extract/tagger extract/roles extract/names extract/attribution extract/ranker extract/confidence "
    "extract/reported extract/references extract/rules"
).split()
SECONDS = 900


class CompileHook(BuildHookInterface):
    """The hook that ``[tool.hatch.build.targets.wheel.hooks.custom]`` names."""

    def dependencies(self) -> list[str]:
        """What a build that compiles needs."""
        return ["mypy>=1.14", "setuptools>=70"] if _is_wanted() else []

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Add the compiled modules to the wheel."""
        if version == "editable" or not _is_wanted():
            return
        self.work = tempfile.TemporaryDirectory(prefix="newscorpus-")
        built = _compile(Path(self.root), Path(self.work.name))
        build_data["pure_python"], build_data["infer_tag"] = False, True
        build_data["force_include"].update(built)

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:
        """Remove what was built beside the sources."""
        del version, build_data, artifact_path
        work = getattr(self, "work", None)
        if work is not None:
            work.cleanup()


def _is_wanted() -> bool:
    return os.environ.get("NEWSCORPUS_COMPILE") == "1"


def _compile(root: Path, work: Path) -> dict[str, str]:
    """The compiled modules, by where they lie and by where they go in the wheel."""
    shutil.copytree(root / "corpus", work / "corpus", ignore=shutil.ignore_patterns("__pycache__", "*.so", "*.pyd"))
    (work / "mypy.ini").write_text("[mypy]\nignore_missing_imports = True\n", encoding="utf-8")
    files = [f"corpus/{module}.py" for module in MODULES]
    done = subprocess.run(
        [sys.executable, "-m", "mypyc", *files],
        cwd=work,
        env={**os.environ, "MYPYC_OPT_LEVEL": "2", "MYPYPATH": str(work)},
        capture_output=True,
        text=True,
        timeout=SECONDS,
        check=False,
    )
    if done.returncode:
        raise OSError(f"mypyc ended with {done.returncode}: {(done.stdout + done.stderr).strip()[-500:]}")
    ending = sysconfig.get_config_var("EXT_SUFFIX")
    found = (*work.glob(f"*{ending}"), *(work / "corpus").rglob(f"*{ending}"))
    return {str(path): str(path.relative_to(work)) for path in found}
