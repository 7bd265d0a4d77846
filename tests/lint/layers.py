# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Who may include what: one way for includes to point, and each library in the place it is for."""

import fnmatch
import re

from repository import CPP, Finding, arguments, report

# Which of our folders a folder may include. Nothing else includes gateway/.
FOLDERS = {
    "router": {"router"},
    "mapping": {"mapping"},
    "gateway": {"router", "mapping", "gateway"},
    "tests": {"router", "mapping", "gateway", "tests"},
    "bench": {"router", "mapping", "gateway", "bench"},
    "examples": set(),
}

# Which files may include which header. The first pattern that fits decides; what none fits (the
# standard library) everybody may include.
LIBRARIES = [
    ("boost/asio*", ["gateway/*"]),
    ("boost/beast*", ["gateway/net/http_upgrade.cpp"]),
    ("boost/intrusive/list.hpp", ["router/deadlines.hpp"]),
    ("boost/unordered/unordered_flat_map.hpp", ["router/id_map.hpp"]),
    ("boost/system/*", ["router/*", "mapping/*", "gateway/*"]),
    ("boost/uuid/detail/sha1.hpp", ["gateway/net/http_response.cpp"]),
    ("nlohmann/*", ["router/*", "mapping/*", "gateway/*"]),
    ("simdjson*", ["router/utf8.cpp"]),
    ("sdbus-c++/*", ["gateway/bus/*", "mapping/value*", "mapping/appender.*"]),
    ("systemd/*", ["gateway/bus/*"]),
    ("toml++/*", ["mapping/strict_toml*", "mapping/policy_file*", "gateway/config*"]),
    ("openssl/*", ["gateway/net/tls_*.cpp", "gateway/trust/self_issued.cpp", "router/authentication/secret.cpp"]),
    ("sodium.h", ["router/authentication/*", "router/string_hash.cpp", "gateway/trust/device.cpp",
                  "gateway/trust/identity.cpp", "gateway/trust/pairing_*.cpp"]),
    ("qrencode.h", ["gateway/cli/qr_code.cpp"]),
    ("seccomp.h", ["gateway/hardening/seccomp.cpp"]),
    ("png.h", ["gateway/cli/qr_code.cpp"]),
    ("expat.h", ["mapping/introspection_parser.cpp"]),
    ("CLI/*", ["gateway/cli/*", "gateway/main.cpp"]),
    ("spdlog/*", ["gateway/log.cpp"]),
    # One thread: docs/decisions/0001-one-thread.md
    ("thread", []),
    ("*mutex", []),
    ("condition_variable", []),
    ("future", []),
    # The operating system: router/ and mapping/ do no I/O, but for reading files that people write.
    ("fcntl.h", ["gateway/*", "mapping/toml_file.cpp"]),
    ("sys/stat.h", ["gateway/*", "mapping/toml_file.cpp"]),
    ("unistd.h", ["gateway/*", "mapping/toml_file.cpp"]),
    ("sys/*", ["gateway/*"]),
    ("net/*", ["gateway/*"]),
    ("netinet/*", ["gateway/*"]),
    ("arpa/*", ["gateway/*"]),
    ("linux/*", ["gateway/*"]),
    ("*/*", []),  # a new library needs a decision page and a line above
    ("*.h", ["gateway/*"]),
]

_INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def check(repository):
    for file in repository.files(*CPP):
        for number, line in enumerate(repository.lines(file), 1):
            include = _INCLUDE.match(line)
            if include:
                fault = _ours(file, include[2]) if include[1] == '"' else _library(file, include[2])
                if fault:
                    yield Finding(file, number, fault)


def _ours(file, header):
    here, there = file.split("/")[0], header.split("/")[0]
    if "/" not in header:
        return f'"{header}" is not written from the root; write "{file.rsplit("/", 1)[0]}/{header}"'
    if there not in FOLDERS.get(here, set()):
        allowed = ", ".join(sorted(FOLDERS.get(here, set()))) or "nothing"
        return f"{here}/ may not include {there}/ (only {allowed}); move what both need downward"
    return None


def _library(file, header):
    places = next((p for pattern, p in LIBRARIES if fnmatch.fnmatch(header, pattern)), None)
    if places is None or file.startswith(("tests/", "bench/", "examples/")):
        return None
    if any(fnmatch.fnmatch(file, place) for place in places):
        return None
    where = ", ".join(places) or "no file of ours"
    return f"<{header}> belongs to {where}; ask that part for what is needed here"


if __name__ == "__main__":
    report(check(arguments(__doc__)[0]))
