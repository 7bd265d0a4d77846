# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

# Completion for bash: source this file, or install it as
# /usr/share/bash-completion/completions/deskgate. What there is to choose deskgate says itself.
_deskgate() {
  mapfile -t COMPREPLY < <("$1" --complete "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null)
}
complete -o default -F _deskgate deskgate
