#compdef deskgate
# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

# Completion for zsh: source this file after compinit, or install it as _deskgate in a folder of
# $fpath. What there is to choose deskgate says itself; where it has nothing to say, files are meant.
_deskgate() {
  local -a offered
  offered=(${(f)"$(${(Q)words[1]} --complete "${(@Q)words[2,CURRENT-1]}" "$PREFIX" 2>/dev/null)"})
  (( $#offered )) && compadd -a offered || _files
}

# The first completion loads the file and wants an answer; who sources it wants to be asked later.
if [[ $funcstack[1] == _deskgate ]]; then
  _deskgate "$@"
else
  compdef _deskgate deskgate
fi
