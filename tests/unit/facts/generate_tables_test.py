"""The tables that lib/facts/data/generate_tables.py makes from a data file, and its messages about wrong files."""

import pathlib
import subprocess
import sys
import tempfile
import unittest

DATA = pathlib.Path(__file__).parents[3] / "lib/facts/data"

META = """\
meta:
  oldest_minor: "1.20"
  newest_stable_minor: "1.37"
  sources: {flags: "the program"}
"""
FLAG = META + "flags:\n  "  # the flag that follows is in line 6


class GenerateTables(unittest.TestCase):
    def setUp(self):
        directory = tempfile.TemporaryDirectory()
        self.addCleanup(directory.cleanup)
        self.directory = pathlib.Path(directory.name)

    def generate(self, text, common=None):
        """Exit code, standard error and tables."""
        data, tables = self.directory / "kube-proxy.yaml", self.directory / "kube_proxy.hpp"
        data.write_text(text)
        arguments = [data, tables]
        if common is not None:
            (self.directory / "common.yaml").write_text(common)
            arguments = ["--common", self.directory / "common.yaml", *arguments]
        done = subprocess.run(
            [sys.executable, DATA / "generate_tables.py", *arguments], capture_output=True, text=True, check=False
        )
        return done.returncode, done.stderr.strip(), tables.read_text() if tables.exists() else None

    def assert_refused(self, text, line, message, common=None, file="kube-proxy.yaml"):
        """message: how it begins"""
        code, told, tables = self.generate(text, common)
        expected = f"{self.directory / file}:{line}: {message}"
        self.assertEqual(told[: len(expected)], expected)
        self.assertEqual((code, tables), (1, None))

    def test_a_flag_is_a_row(self):
        _, told, tables = self.generate(
            FLAG + 'config: {from: "1.20", to: "1.25", type: string, dep: ["1.23", "gone soon"], file: path}\n'
            '  bind-address: {from: "1.21", to: null}\n'
        )
        self.assertEqual(told, "")
        self.assertIn('static_assert(oldest_minor == 20 && newest_minor == 37, "kube-proxy.yaml is about', tables)
        self.assertIn(
            '    {.name = "bind-address", .known = {21, still}},\n'
            '    {.name = "config", .known = {20, 25}, .deprecated = 23, .file = FileShape::one},\n',
            tables,
        )

    def test_a_common_row_adds_to_the_flag_of_its_name(self):
        _, _, tables = self.generate(
            FLAG + 'config: {from: "1.20", to: null}\n', "flags:\n  config: {file: path, secret: true}\n"
        )
        self.assertIn('"config", .known = {20, still}, .file = FileShape::one, .secret = true}', tables)

    def test_a_flag_that_only_the_help_calls_deprecated_warns_never(self):
        _, _, tables = self.generate(FLAG + 'master: {from: "1.20", to: null, dep: ["1.20", "old"], warns: never}\n')
        self.assertIn('{.name = "master", .known = {20, still}},', tables)

    def test_the_same_data_make_the_same_tables(self):
        for name in ("kube-apiserver", "kube-scheduler"):
            text, common = (DATA / f"{name}.yaml").read_text(), (DATA / "common.yaml").read_text()
            self.assertEqual(self.generate(text, common), self.generate(text, common))

    def test_what_is_wrong_is_told_with_file_and_line(self):
        for row, message in {
            '{from: "1.20"}': "to is missing",
            '{from: "1.20", to: null, dpe: []}': "dpe is unknown here; known are ",
            '{from: "1.2", to: null}': "1.2 is not within 1.20 to 1.37",
            '{from: "v1.20", to: null}': "'v1.20' is no minor such as \"1.25\"",
            '{from: "1.38", to: null}': "1.38 is not within 1.20 to 1.37",
            '{from: "1.25", to: "1.24"}': "1.24 comes before 1.25",
            '{from: "1.20", to: null, dep: "1.23"}': "a list is expected here",
            '{from: "1.20", to: null, file: [path]}': "a plain value is expected here",
            '{from: "1.20", to: null, file: paht}': "'paht' is none of path, certificate,key",
            '{from: "1.20", to: null, secret: maybe}': "'maybe' is none of true, false",
            "1.20": "keys with values are expected here",
        }.items():
            with self.subTest(row):
                self.assert_refused(FLAG + f"config: {row}\n", 6, message)

    def test_what_is_no_yaml_is_told_with_file_and_line(self):
        self.assert_refused(FLAG + 'config: {from: "1.20"]\n', 6, "expected ',' or '}', but got ']'")

    def test_a_name_is_there_once(self):
        row = 'config: {from: "1.20", to: null}\n'
        self.assert_refused(FLAG + row + "  " + row, 7, "config is there twice")

    def test_a_common_row_needs_a_flag(self):
        common = "flags:\n  confg: {file: path}\n"
        row = 'config: {from: "1.20", to: null}\n'
        self.assert_refused(FLAG + row, 2, "confg is no flag of this component", common, "common.yaml")

    def test_rows_of_a_gate_do_not_overlap(self):
        gates = 'feature_gates:\n  A: [["1.20", "1.22", alpha, false, false], ["1.22", null, beta, true, false]]\n'
        self.assert_refused(
            FLAG + 'v: {from: "1.20", to: null}\n' + gates, 8, "A: a row begins before the one above has ended"
        )

    def test_sections_are_missed(self):
        self.assert_refused("flags: {}\n", 1, "meta is missing")
        self.assert_refused("", 1, "the file is empty")


if __name__ == "__main__":
    unittest.main()
