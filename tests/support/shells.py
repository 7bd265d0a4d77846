# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""What real shells offer for the last word of a deskgate command when Tab is pressed."""

import os
import pathlib
import shlex

from .gateway import binary
from .program import require, run

# zsh offers only to somebody at a terminal: it is given one, where Ctrl-T puts all that it offers into the line, and the
# line's words are then printed.
ZSH = r"""
zmodload zsh/zpty
zpty shell zsh -f -i
zpty -w shell "PS1=; autoload -U compinit; compinit -D; source $1
  zle -C offer complete-word _generic; bindkey '^T' offer
  zstyle ':completion:offer:*' completer _all_matches _complete
  zstyle ':completion:offer:*' insert true; print 'rea''dy'"
zpty -r shell shown '*ready*'
zpty -w -n shell $2$'\x14\x01print -rl -- "begin"" " \x05 end\n'
zpty -r shell shown $'*begin *\nend*'
zpty -d shell
print -r -- ${${${shown##*begin }//$'\r'}%end*}
"""


def _run(shell, *words):
    environment = {"PATH": f"{pathlib.Path(binary()).resolve().parent}:{os.environ['PATH']}", "LANG": "C.UTF-8",
                   "HOME": "/nonexistent", "TERM": "dumb"}
    ended = run([require(shell, shell), *words], env=environment)
    assert (ended.returncode, ended.stderr) == (0, ""), ended
    return ended.stdout.split()


def _line(words):
    return " ".join(["deskgate", *words])


def bash(file, *words):
    line = " ".join(shlex.quote(word) for word in ["deskgate", *words])
    return _run("bash", "--norc", "-c", f"source {file}; COMP_WORDS=({line}); COMP_CWORD={len(words)}; "
                                        '_deskgate deskgate; printf "%s\\n" "${COMPREPLY[@]}"')


def zsh(file, *words):
    line = _run("zsh", "-f", "-c", ZSH, "zsh", str(file), _line(words))
    return [word for word in line[len(words):] if word != words[-1]]  # where nothing is offered, what was typed stays


def fish(file, *words):
    return _run("fish", "--no-config", "-c",
                f"source {file}; complete --do-complete {shlex.quote(_line(words))}")
