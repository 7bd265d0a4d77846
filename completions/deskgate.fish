# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

# Completion for fish: source this file, or install it in a folder of $fish_complete_path. What there
# is to choose deskgate says itself; where it has nothing to say, files are meant.
function __deskgate_offered
    set -l words (commandline --cut-at-cursor --tokenize --current-process)
    set -l word (commandline --cut-at-cursor --current-token | string collect --allow-empty)
    set -l offered ($words[1] --complete $words[2..] $word 2>/dev/null)
    if set -q offered[1]
        printf '%s\n' $offered
    else
        __fish_complete_path $word
    end
end
complete --command deskgate --no-files --arguments '(__deskgate_offered)'
