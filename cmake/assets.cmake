# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

# cmake -D FOLDER=web -D OUTPUT=assets.cpp -P assets.cmake: the files of the folder as a table of C++.
# What is not in it when Deskgate is built is not there when it runs.
set(types "html|text/html" "js|text/javascript" "mjs|text/javascript" "css|text/css" "svg|image/svg+xml")
file(GLOB_RECURSE files RELATIVE ${FOLDER} ${FOLDER}/*)
list(SORT files)
set(bodies "")
set(entries "")
set(number 0)
foreach(file ${files})
  string(REGEX REPLACE ".*\\." "" extension ${file})
  set(type "")
  foreach(each ${types})
    if(each MATCHES "^${extension}\\|(.*)$")
      set(type ${CMAKE_MATCH_1})
    endif()
  endforeach()
  if(NOT type)
    message(FATAL_ERROR "${FOLDER}/${file}: what kind of file is that?")
  endif()
  if(type MATCHES "^text/")
    string(APPEND type "; charset=utf-8")
  endif()
  string(REGEX REPLACE "/?index\\.html$" "" path ${file})
  file(READ ${FOLDER}/${file} octets HEX)
  string(REGEX REPLACE "(..)" "0x\\1," octets "${octets}")
  string(APPEND bodies "constexpr unsigned char body_${number}[] = {${octets}};\n")
  string(APPEND entries "    {\"/${path}\", \"${type}\", text(body_${number})},\n")
  math(EXPR number "${number} + 1")
endforeach()
file(WRITE ${OUTPUT} "#include \"gateway/net/assets.hpp\"

namespace deskgate::gateway::net {
namespace {

${bodies}
template <std::size_t size>
std::string_view text(const unsigned char (&body)[size]) {
  return {reinterpret_cast<const char*>(body), size};
}

const Asset table[] = {
${entries}};

}  // namespace

std::span<const Asset> assets() {
  return table;
}

}  // namespace deskgate::gateway::net
")
