"""Renders chat templates as the makers of models do, with Python's jinja2: what our own renderer is held to.

stdin: [{"template": text, "context": {...}, "date": "YYYY-MM-DD"}, ...]; stdout: [{"text": ...} or {"error": ...}, ...].
With `--write`, the expected texts of the templates beside this file are written to expected.json.
"""

import datetime
import json
import pathlib
import sys

import jinja2.ext
from jinja2.exceptions import TemplateError
from jinja2.nodes import CallBlock
from jinja2.sandbox import ImmutableSandboxedEnvironment

here = pathlib.Path(__file__).parent


class Generation(jinja2.ext.Extension):
    """`{% generation %}` marks what a model wrote; it leaves no trace in the text."""

    tags = {"generation"}

    def parse(self, parser):
        line = next(parser.stream).lineno
        body = parser.parse_statements(["name:endgeneration"], drop_needle=True)
        return CallBlock(self.call_method("_same"), [], [], body).set_lineno(line)

    def _same(self, caller):
        return caller()


def tojson(value, ensure_ascii=False, indent=None, separators=None, sort_keys=False):
    return json.dumps(value, ensure_ascii=ensure_ascii, indent=indent, separators=separators, sort_keys=sort_keys)


def raise_exception(message):
    raise TemplateError(message)


def render(template, context, date):
    now = datetime.datetime.strptime(date, "%Y-%m-%d")
    environment = ImmutableSandboxedEnvironment(
        trim_blocks=True, lstrip_blocks=True, extensions=[Generation, jinja2.ext.loopcontrols]
    )
    environment.filters["tojson"] = tojson
    environment.globals["raise_exception"] = raise_exception
    environment.globals["strftime_now"] = now.strftime
    try:
        return {"text": environment.from_string(template).render(**context)}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    if "--write" not in sys.argv:
        jobs = json.load(sys.stdin)
        json.dump([render(job["template"], job["context"], job["date"]) for job in jobs], sys.stdout)
        return
    cases = json.loads((here / "conversations.json").read_text("utf-8"))
    expected = {
        path.stem: {name: render(path.read_text("utf-8"), context, "2025-03-07") for name, context in cases.items()}
        for path in sorted(here.glob("*.jinja"))
    }
    text = json.dumps(expected, ensure_ascii=False, indent="\t")
    (here / "expected.json").write_text(text + "\n", "utf-8")


main()
