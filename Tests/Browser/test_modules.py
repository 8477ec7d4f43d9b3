"""Values that the page itself computes: numbers as printed, volumes in space, isolines, planes, structures."""

import math
import unittest

import patient
from harness import Workstation


class Modules(Workstation):
    @classmethod
    def prepare(cls):
        cls.server.add_case("TEST-01", run=True)

    def module(self, name, script, argument=None):
        """The answer of `script`, a function of the module and the argument."""
        return self.page.evaluate(f"async (argument) => ({script})(await import('/assets/{name}'), argument)", argument)

    def setUp(self):
        super().setUp()
        self.enter("/")

    def test_numbers_end_where_their_uncertainty_does(self):
        cases = [((3.6723, 0.3411, "Gy"), "3.67\u00a0±\u00a00.34\u00a0Gy"), ((21407, 369, "g"), "21\u202f410\u00a0±\u00a0370\u00a0g"),
                 ((7.4e9, 1.48e8, "Bq"), "7.40\u00a0±\u00a00.15\u00a0GBq"), ((0.0894, 0.0321, "Gy"), "0.089\u00a0±\u00a00.032\u00a0Gy"),
                 ((-12.04, 0.0, "HU"), "−12.0\u00a0HU"), ((3.6e12, 3.6e11, "Bq·s"), "1.00\u00a0±\u00a00.10\u00a0GBq·h"), ((0.0, 0.0, "Gy"), "0\u00a0Gy")]
        for (value, u, unit), text in cases:
            with self.subTest(text):
                got = self.module("lib/format.js", "(m, [value, u, unit]) => m.quantity({ value, u }, unit)", [value, u, unit])
                self.assertEqual(got, text)

    def test_a_volume_has_its_values_where_they_are(self):
        """Places in LPS of the made patient; the page counts in RAS."""
        script = """async (m, places) => {
          const info = (await (await fetch('/api/cases/TEST-01/volumes')).json()).filter((one) => one.kind === 'activity').at(-1);
          const volume = await m.Volume.load(info);
          return [info.hours, ...places.map(([x, y, z]) => volume.at([-x, -y, z]))]; }"""
        places = [p for p in patient.places()][7::997]
        hours, *values = self.module("viewer/volume.js", script, places)
        self.assertAlmostEqual(hours, 96, delta=0.01)
        for place, value in zip(places, values):
            self.assertAlmostEqual(value, patient.activity(place, 96), delta=1e-3 * max(1, patient.activity(place, 96)))

    def test_letters_follow_directions(self):
        for direction, letters in (([1, 0, 0], "R"), ([0, -1, 0], "P"), ([0, 0, 1], "S"), ([-0.8, 0.6, 0], "LA"), ([0.5, 0.05, -0.86], "IR")):
            self.assertEqual(self.module("viewer/plane.js", "(m, d) => m.letter(d)", direction), letters)

    def test_isolines_of_a_ball_are_circles(self):
        script = """(m, [size, radius]) => {
          const values = Float32Array.from({ length: size * size }, (_, i) => Math.hypot(i % size - size / 2, Math.floor(i / size) - size / 2));
          const s = m.isolines(values, size, size, radius); let length = 0, worst = 0;
          for (let i = 0; i < s.length; i += 4) { length += Math.hypot(s[i] - s[i + 2], s[i + 1] - s[i + 3]);
            worst = Math.max(worst, Math.abs(Math.hypot(s[i] - size / 2, s[i + 1] - size / 2) - radius)); }
          return [length, worst]; }"""
        length, worst = self.module("viewer/isodose.js", script, [96, 30.3])
        self.assertAlmostEqual(length, 2 * math.pi * 30.3, delta=0.5)
        self.assertLess(worst, 0.05)

    def test_a_stroke_undone_leaves_no_trace(self):
        script = """async (m) => {
          const { Volume } = await import('/assets/viewer/volume.js');
          const info = (await (await fetch('/api/cases/TEST-01/volumes')).json()).find((one) => one.kind === 'labels');
          const volume = await Volume.load(info), before = Array.from(volume.data), s = new m.Structures(volume, info.regions);
          s.active = 2; s.radius = 20; s.begin(); s.paint([60, 0, 0], 2, 2); s.end();
          const changed = s.volume.data.filter((v, i) => v !== before[i]).length; s.undo();
          const left = s.volume.data.filter((v, i) => v !== before[i]).length; s.redo();
          const { parse } = await import('/assets/viewer/nifti.js'), file = parse(s.file().buffer);
          return [changed, left, file.data.filter((v, i) => v !== s.volume.data[i]).length, JSON.stringify(file.affine) === JSON.stringify(volume.affine), s.undone.length]; }"""
        changed, left, differs, same, undone = self.module("viewer/structures.js", script)
        self.assertGreater(changed, 5)
        self.assertEqual((left, differs, same, undone), (0, 0, True, 0))

    def test_spreadsheets_take_no_cell_for_a_formula(self):
        text = self.module("charts/figure.js", "(m) => m.toCSV([['=1+1', '-2', -2, 'a,b', 'say \"x\"']])")
        self.assertEqual(text, "'=1+1,'-2,-2,\"a,b\",\"say \"\"x\"\"\"\n")


if __name__ == "__main__":
    unittest.main()
