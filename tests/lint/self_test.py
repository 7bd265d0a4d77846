# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT

"""Each lint can fail, and says where. A bad snippet in an empty repository, and what is said of it."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest

HERE = pathlib.Path(__file__).parent
HOUSE = HERE.parents[1]
SPDX = "// SPDX-FileCopyrightText: The Deskgate authors\n// SPDX-License-Identifier: MIT\n\n"


class LintTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.root = pathlib.Path(folder.name)
        for name in (".clang-format", ".clang-tidy"):
            self.write(name, (HOUSE / name).read_text())

    def write(self, file, text):
        path = self.root / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
        return path

    def run_lint(self, lint, *more):
        return subprocess.run([sys.executable, "-B", HERE / f"{lint}.py", "--root", self.root, *more],
                              capture_output=True, text=True)

    def expect(self, lint, place, words, *more):
        run = self.run_lint(lint, *more)
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        found = [line for line in run.stdout.splitlines() if line.startswith(f"{place}: ")]
        self.assertEqual(len(found), 1, run.stdout + run.stderr)
        self.assertIn(words, found[0])

    def expect_nothing(self, lint, *more):
        run = self.run_lint(lint, *more)
        self.assertEqual(run.returncode, 0, run.stdout + run.stderr)


class Layers(LintTest):
    def test_the_router_does_not_know_the_gateway(self):
        self.write("router/realm.cpp", '#include "gateway/log.hpp"\n')
        self.expect("layers", "router/realm.cpp:1", "router/ may not include gateway/")

    def test_a_library_stays_in_its_place(self):
        self.write("gateway/config.cpp", "#include <map>\n#include <sdbus-c++/sdbus-c++.h>\n")
        self.expect("layers", "gateway/config.cpp:2", "belongs to gateway/bus/*")

    def test_an_unknown_library_is_questioned(self):
        self.write("router/payload.cpp", "#include <boost/container/flat_map.hpp>\n")
        self.expect("layers", "router/payload.cpp:1", "belongs to no file of ours")

    def test_there_is_one_thread(self):
        self.write("gateway/main.cpp", "#include <thread>\n")
        self.expect("layers", "gateway/main.cpp:1", "belongs to no file of ours")

    def test_a_header_is_named_from_the_root(self):
        self.write("router/realm.cpp", '#include "realm.hpp"\n')
        self.expect("layers", "router/realm.cpp:1", 'write "router/realm.hpp"')

    def test_the_standard_library_is_everybodys(self):
        self.write("router/realm.cpp", '#include <string>\n#include "router/realm.hpp"\n')
        self.expect_nothing("layers")


class Format(LintTest):
    def test_layout_by_hand_is_reported(self):
        self.write("router/id.cpp", "int  f( ) ;\n")
        self.expect("format", "router/id.cpp:1", "run ./dev format")


class Headings(LintTest):
    def test_a_source_without_licence_is_reported(self):
        self.write("router/id.cpp", "int f();\n")
        self.expect("headings", "router/id.cpp:1", "SPDX")

    def test_a_script_has_them_below_its_first_line(self):
        self.write("dev", "#!/usr/bin/env bash\n" + SPDX.replace("//", "#"))
        self.expect_nothing("headings")

    def test_a_nolint_needs_a_reason(self):
        self.write("router/id.cpp", SPDX + "int f();  // NOLINT(bugprone-foo)\n")  # no reason
        self.expect("headings", "router/id.cpp:4", "NOLINT(check-name): why")

    def test_a_nolint_needs_a_check(self):
        self.write("router/id.cpp", SPDX + "int f();  // NOLINT: it is fine\n")
        self.expect("headings", "router/id.cpp:4", "NOLINT(check-name): why")


class Sizes(LintTest):
    def test_a_long_file_is_questioned(self):
        self.write("router/id.cpp", "int f();\n" * 401)
        self.expect("sizes", "router/id.cpp:400", "401 lines")

    def test_a_long_function_is_questioned(self):
        self.write("router/id.cpp", "\nId::Id() : a_{1}, b_{2} {\n" + "  if (a_) {\n  }\n" * 30 + "}\n")
        self.expect("sizes", "router/id.cpp:2", "Id::Id has 62 lines")

    def test_medians_are_printed(self):
        self.write("router/id.cpp", "int f() {\n  return 1;\n}\n")
        self.assertRegex(self.run_lint("sizes").stdout, r"router +1 +3 +3 +1 +3 +3")


class PublicTypes(LintTest):
    def test_a_type_without_a_comment_is_reported(self):
        self.write("router/id.hpp", "namespace d {\n\n// Good.\nstruct A {};\n\nstruct B {\n};\n}\n")
        self.expect("public_types", "router/id.hpp:6", "B has no comment")

    def test_a_run_of_types_shares_a_comment(self):
        self.write("router/id.hpp", "namespace d {\n// Both.\nstruct A {\n};\nstruct B {\n};\n}\n")
        self.expect_nothing("public_types")

    def test_the_essay_documents_the_type_that_the_file_is_named_after(self):
        self.write("router/call_id.hpp", SPDX + "// Ids.\n#pragma once\n\nstruct CallId {\n};\n\n"
                   "// Other.\nstruct Other {\n};\n")
        self.expect_nothing("public_types")

    def test_a_template_is_a_type_too(self):
        self.write("router/id.hpp", "namespace d {\n\ntemplate <class T>\nstruct A {\n};\n}\n")
        self.expect("public_types", "router/id.hpp:3", "A has no comment")


class SelfSufficient(LintTest):
    def test_a_header_that_leans_on_its_includer_is_reported(self):
        self.write("router/id.hpp", "#pragma once\nstd::string name();\n")
        self.expect("self_sufficient", "router/id.hpp:2", "does not compile alone")

    def test_what_passed_is_looked_at_again_when_a_header_changes(self):
        self.write("router/a.hpp", '#pragma once\n#include "router/b.hpp"\nusing A = B;\n')
        self.write("router/b.hpp", "#pragma once\nusing B = int;\n")
        self.expect_nothing("self_sufficient")
        self.write("router/b.hpp", "#pragma once\nusing C = int;\n")
        self.expect("self_sufficient", "router/a.hpp:3", "does not compile alone")


class AwaitRule(LintTest):
    TASK = """#include <coroutine>
#include <string>
struct Task {
  struct promise_type {
    Task get_return_object();
    std::suspend_never initial_suspend() noexcept;
    std::suspend_never final_suspend() noexcept;
    void return_void();
    void unhandled_exception();
  };
  bool await_ready();
  void await_suspend(std::coroutine_handle<>);
  int await_resume();
};
struct Options {
  std::string name;
};
template <class F>
Task with(F f);
Task take(Options o);
"""

    def test_a_capturing_lambda_beside_co_await_is_reported(self):
        self.write("gateway/a.cpp", self.TASK + "Task f(std::string s) {\n"
                   "  co_await with([s] { return s; });\n}\n")
        self.expect("await_rule", "gateway/a.cpp:22", "name it first")

    def test_an_aggregate_beside_co_await_is_reported(self):
        self.write("gateway/a.cpp", self.TASK + 'Task f() {\n  co_await take({"x"});\n}\n')
        self.expect("await_rule", "gateway/a.cpp:22", "name it first")

    def test_a_named_operand_is_fine(self):
        self.write("gateway/a.cpp", self.TASK + 'Task f() {\n  auto o = Options{"x"};\n'
                   "  co_await take(std::move(o));\n}\n")
        self.expect_nothing("await_rule")

    def test_what_clang_cannot_read_does_not_pass(self):
        self.write("gateway/a.cpp", self.TASK + "Task f() {\n  co_await no_such_thing();\n}\n")
        self.expect("await_rule", "gateway/a.cpp:22", "clang cannot read it")


class Tidy(LintTest):
    BATCH = "build/lint/CMakeFiles/router.dir/Unity/unity_0_cxx.cxx"

    def expect_tidy(self, text, place, words):
        self.write("router/id.cpp", text)
        self.write_command("router/id.cpp")
        self.expect("tidy", place, words)

    def write_command(self, file):
        self.write("build/lint/compile_commands.json", f'[{{"directory": "{self.root}", "file": '
                   f'"{file}", "command": "g++ -std=c++20 -c {file}"}}]')

    def write_many(self):
        """More than are looked at alone, compiled together."""
        files = [self.write(f"router/f{i}.cpp", f"namespace {{\n\nint twice{i}(int i) {{ return 2 * i; }}\n\n}}  "
                            f"// namespace\n\nint four{i}() {{ return twice{i}(2); }}\n")
                 for i in range(8 * os.cpu_count())]
        self.write(self.BATCH, "".join(f'#include "{file}"\n' for file in files))
        self.write_command(self.BATCH)

    def test_a_bug_is_reported(self):
        self.expect_tidy("#include <string>\n#include <utility>\nvoid take(std::string);\n"
                         "void f(std::string s) {\n  take(std::move(s));\n  take(s);\n}\n",
                         "router/id.cpp:6", "bugprone-use-after-move")

    def test_a_name_in_another_style_is_reported(self):
        self.expect_tidy("struct lower_case {};\n", "router/id.cpp:1", "identifier-naming")

    def test_each_of_many_files_is_looked_at(self):
        self.write_many()
        self.expect_nothing("tidy")
        self.write("router/f3.cpp", "int f3() {\n  int Odd = 3;\n  return Odd;\n}\n")
        self.write("router/f9.cpp", "#include <utility>\n\nusing std::swap;\n")
        self.expect("tidy", "router/f3.cpp:2", "identifier-naming")
        self.expect("tidy", "router/f9.cpp:3", "misc-unused-using-decls")

    def test_a_fault_among_many_is_found_at_once(self):
        self.write_many()
        self.write("router/f3.cpp", "int f3() {\n  int Odd = 3;\n  return Odd;\n}\n")
        self.write("router/f9.cpp", "#include <utility>\n\nusing std::swap;\n")
        self.expect("tidy", "router/f3.cpp:2", "identifier-naming")
        self.expect("tidy", "router/f9.cpp:3", "misc-unused-using-decls")

    def test_many_that_do_not_compile_together_are_no_success(self):
        self.write_many()
        others = "".join(f"int twice{i}(int i) {{ return i; }}\n" for i in range(8 * os.cpu_count()) if i != 3)
        self.write("router/f3.cpp", "namespace {\n" + others + "}\nint f3() { return twice4(1); }\n")
        run = self.run_lint("tidy")
        self.assertEqual(run.returncode, 1, run.stdout + run.stderr)
        self.assertIn("redefinition of 'twice", run.stdout)

    def test_nothing_to_look_at_is_no_success(self):
        self.expect("tidy", "CMakePresets.json:1", "no compile_commands.json")


class NamedTests(LintTest):
    def setUp(self):
        super().setUp()
        self.write("tests/router/dealer_test.cpp", "TEST_F(DealerTest, Relays) {}\n")
        self.write("tests/interop/test_clients.py", "")

    def test_a_test_that_is_not_there_is_missed(self):
        self.write("docs/wamp.md", "| calls | `DealerTest.Relays` |\n| more | `DealerTest.Guesses` |\n")
        self.expect("named_tests", "docs/wamp.md:2", "no test DealerTest.Guesses")

    def test_tests_that_are_there_are_fine(self):
        self.write("docs/wamp.md", "`DealerTest`, `DealerTest.Relays`, `interop.clients`\n")
        self.expect_nothing("named_tests")


class Docs(LintTest):
    def test_a_link_that_leads_nowhere_is_reported(self):
        self.write("README.md", "# Title\n\nSee [it](docs/gone.md#part) or [us](https://example.org).\n")
        self.expect("docs", "README.md:3", "docs/gone.md#part leads nowhere")

    def test_a_policy_file_that_does_not_load_is_reported(self):
        program = self.write("deskgate", '#!/bin/sh\necho "$3:1: unknown key" >&2\nexit 1\n')
        os.chmod(program, 0o755)
        self.write("docs/policies.md", "Text\n\n```toml\nbad = 1\n```\n")
        self.expect("docs", "docs/policies.md:3", "unknown key", "--deskgate", program)

    def test_a_fragment_is_not_loaded(self):
        self.write("docs/policies.md", "```toml fragment\nbad = 1\n```\n")
        self.expect_nothing("docs", "--deskgate", "/bin/false")


if __name__ == "__main__":
    unittest.main()
