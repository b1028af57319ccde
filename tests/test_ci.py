"""What the action, the hook and their page promise can be run."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

import pytest
import typer
import typer.testing
import yaml

from corpus.cli import app

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parent.parent
PAGE = (ROOT / "docs" / "how-to" / "check-in-ci.md").read_text("utf-8")

is_posix = pytest.mark.skipif(sys.platform == "win32", reason="the step is a script of bash")


@pytest.fixture
def runner(tmp_path: Path) -> Path:
    """The place where a step of the action before has installed the command."""
    (tmp_path / "newscorpus" / "bin").mkdir(parents=True)
    command = tmp_path / "newscorpus" / "bin" / "corpus"
    command.write_text(f'#!/bin/sh\nexec {shlex.quote(sys.executable)} -m corpus "$@"\n')
    command.chmod(0o755)
    return tmp_path


def validate(runner: Path, packages: str, options: str = "") -> subprocess.CompletedProcess[str]:
    """What the action's last step does with these inputs."""
    step = yaml.safe_load((ROOT / "action.yml").read_bytes())["runs"]["steps"][-1]
    script = runner / "step.sh"
    script.write_text(step["run"])
    more = {"PACKAGES": packages, "OPTIONS": options, "RUNNER_TEMP": str(runner), "GITHUB_ACTIONS": "true"}
    more |= {"GITHUB_STEP_SUMMARY": str(runner / "summary.md"), "GITHUB_WORKSPACE": str(runner)}
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", str(script)]  # as GitHub's runner calls it
    return subprocess.run(command, env=os.environ | more, cwd=runner, capture_output=True, text=True, timeout=120)


@is_posix
def test_the_action_checks_every_package_and_sums_up(runner, build):
    done = validate(runner, f"{build}\n\n{build / 'datapackage.json'}\n", "--engine rules --report junit=out.xml")

    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.count("the package keeps the contract") == 2
    assert (runner / "out.xml").exists()
    assert (runner / "summary.md").read_text().count("### ✅") == 2


@is_posix
def test_the_inputs_of_the_action_are_words_and_no_commands(runner):
    done = validate(runner, "$(touch owned)`touch owned`; touch owned\n--help", "; touch owned")

    assert done.returncode == 2
    assert not (runner / "owned").exists()


def test_no_script_of_the_action_has_an_input_written_into_it():
    action = yaml.safe_load((ROOT / "action.yml").read_bytes())

    assert set(action) >= {"name", "description", "inputs", "runs"}
    assert all("${{" not in step.get("run", "") for step in action["runs"]["steps"])


def test_the_hook_runs_the_command_on_each_descriptor():
    (hook,) = yaml.safe_load((ROOT / ".pre-commit-hooks.yaml").read_bytes())

    assert hook["entry"].split()[0] == "corpus"
    assert hook["entry"].split()[1] in typer.main.get_command(app).commands
    names = ["datapackage.json", "corpora/lantern/datapackage.json"]
    assert all(re.search(hook["files"], name) for name in names)
    assert not re.search(hook["files"], "not-datapackage.json")
    arguments = [*hook["entry"].split()[1:], *(str(ROOT / name) for name in names[:1])]
    done = typer.testing.CliRunner().invoke(app, [*arguments, "--engine", "rules"], env={"GITHUB_ACTIONS": ""})
    assert done.exit_code == 0, done.output


def test_every_example_of_the_page_is_yaml_or_a_command_with_options_that_there_are():
    blocks = re.findall(r"```(\w+)\n(.*?)```", PAGE, re.DOTALL)
    commands = typer.main.get_command(app).commands

    for kind, text in blocks:
        assert kind == "sh" or yaml.safe_load(text)
    lines = re.findall(r"corpus (\w+ .*)", "\n".join(text for _, text in blocks if "corpus " in text))
    assert len(lines) >= 6
    for line in lines:
        name, *words = shlex.split(line)
        options = {option for parameter in commands[name].params for option in parameter.opts}
        assert {word for word in words if word.startswith("--")} <= options
