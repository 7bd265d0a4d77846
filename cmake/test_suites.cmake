# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

# Writes OUTPUT: one ctest test PREFIX.SUITE for each suite of the GoogleTest program PROGRAM. (One for
# each test, as gtest_discover_tests() has it, spends most of its time in starting the program.)
execute_process(COMMAND ${PROGRAM} --gtest_list_tests OUTPUT_VARIABLE listed COMMAND_ERROR_IS_FATAL ANY)
string(REGEX REPLACE " *#[^\n]*" "" listed "${listed}")  # values of parameters
string(REPLACE "\n" ";" lines "${listed}")
set(script "")
foreach(line ${lines})
  if(NOT line MATCHES "^([^ ]+)\\.$")
    continue()
  endif()
  set(suite ${CMAKE_MATCH_1})
  string(APPEND script "add_test([=[${PREFIX}.${suite}]=] [=[${PROGRAM}]=] [=[--gtest_filter=${suite}.*]=])\n"
                       "set_tests_properties([=[${PREFIX}.${suite}]=] PROPERTIES TIMEOUT 900)\n")
endforeach()
if(NOT script)
  message(FATAL_ERROR "${PROGRAM} lists no tests")
endif()
file(WRITE ${OUTPUT} "${script}")
