# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""How the bench says what it found: tables on the terminal, and a part of a page between two marks."""

import datetime
import os
import platform
import subprocess


def machine():
    """What matters of it; neither its name nor a path."""
    with open("/proc/cpuinfo", encoding="utf-8") as info:
        model = next((line.split(":")[1].strip() for line in info if line.startswith("model name")),
                     "unknown processor")
    compiler = subprocess.run(["c++", "--version"], capture_output=True, text=True).stdout
    return {"processor": model, "cores": os.cpu_count(), "kernel": platform.release().split("-")[0],
            "compiler": (compiler.splitlines() or ["unknown"])[0],
            "date": datetime.date.today().isoformat()}


def number(value, form="{:.3g}"):
    if value is None:
        return "–"
    return f"{value:,.0f}" if abs(value) >= 1000 else form.format(value)


def print_all(tables, absent):
    """Each table: (heading, columns, rows of text)."""
    for heading, columns, rows in tables:
        if not rows:
            continue
        lines = [columns, *rows]
        widths = [max(len(str(line[i])) for line in lines) for i in range(len(columns))]
        print(f"\n{heading}")
        for line in lines:
            print("  " + "  ".join(str(cell).ljust(width) for cell, width in zip(line, widths)).rstrip())
    for what, why in absent.items():
        print(f"not measured: {what}: {why}")


def markdown(raw, tables, picture):
    """What a run found, as a part of a page. `picture`: (text, file)."""
    where = raw["machine"]
    servers = ", ".join(f"{name} {version}".strip() for name, version in raw["servers"].items())
    lines = [f"`{raw['command']}` on {where['date']}: medians of {raw['rounds']} round(s). "
             f"{where['cores']} cores of an {where['processor']}, Linux {where['kernel']}, "
             f"{where['compiler']}. Servers: {servers}.", "", "![{}]({})".format(*picture), ""]
    for heading, columns, rows in tables:
        lines += [f"### {heading}", "", "| " + " | ".join(columns) + " |", "|" + " --- |" * len(columns)]
        lines += ["| " + " | ".join(map(str, row)) + " |" for row in rows] + [""]
    if raw["absent"]:
        lines += ["### Not measured", "", *(f"- {what}: {why}" for what, why in raw["absent"].items()), ""]
    return "\n".join(lines)


def write_part(page, name, text):
    """Puts `text` in the place of what the last run wrote there."""
    begin, end = f"<!-- {name}: begin -->", f"<!-- {name}: end -->"
    before, rest = page.read_text(encoding="utf-8").split(begin)
    page.write_text(before + begin + "\n\n" + text + "\n" + end + rest.split(end)[1], encoding="utf-8")
