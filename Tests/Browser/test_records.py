"""Plans, patients, forms, cohort and trials."""

import unittest

from playwright.sync_api import expect

from harness import ROOT, Workstation, program


class Records(Workstation):
    @classmethod
    def server_options(cls):
        program("demo", "trial", cls.folder / "trial", "--quiet")
        return "--registry", cls.folder / "trial/registry.sqlite"

    @classmethod
    def prepare(cls):
        text = (ROOT / "Samples/plan-tare.json5").read_text()
        plan = cls.server.workspace / "plans/P-01"
        plan.mkdir(parents=True)
        (plan / "plan.json5").write_text(text)
        (plan / "plan-delivered-summary.json").write_bytes((ROOT / "Samples/plan-delivered-summary.json").read_bytes())

    def test_plan_slider_moves_the_gauges(self):
        page = self.page
        self.enter("/plan/P-01")
        gauges = page.locator("#gauges")
        lungs = gauges.locator('[data-gauge="lungs"]').last
        before, activity = lungs.text_content(), page.locator("#activity").text_content()
        page.locator("#slider").fill("3.5")
        expect(page.locator("#activity")).not_to_have_text(activity)
        expect(gauges).to_have_attribute("data-count", "1")
        expect(lungs).not_to_have_text(before)
        expect(gauges.locator(".is-crossed").first).to_be_visible()
        expect(page.locator("#methods tbody tr")).not_to_have_count(0)
        self.assert_accessible()

    def first_patient(self):
        self.go("/patients")
        link = self.page.locator("#patients tbody a").first
        link.wait_for()
        return link.text_content()

    def test_form_refuses_a_wrong_unit(self):
        page = self.page
        self.allowed.append("status of 422")
        self.enter("/")
        who = self.first_patient()
        self.go(f"/patient/{who}/entry/laboratory")
        page.locator('[name="sampled"]').fill("2026-03-02")
        page.locator('[name="test"]').fill("ALT")
        page.locator('[name="value"]').fill("31")
        page.locator('[name="unit"]').fill("g/L")
        page.locator("#why").fill("laboratory print of the day")
        page.get_by_role("button", name="Store").click()
        expect(page.locator("#entry-message .fault")).to_be_visible()
        expect(page.locator('[name="unit"]')).to_have_attribute("aria-invalid", "true")
        self.assert_accessible()
        page.locator('[name="unit"]').fill("U/L")
        page.get_by_role("button", name="Store").click()
        expect(page.locator("#stored")).to_be_visible()

    def test_texts_of_others_stay_text(self):
        """What somebody entered never becomes markup."""
        page, text = self.page, "<img src=x onerror=alert(1)>"
        self.enter("/")
        who = self.first_patient()
        row = {"values": {"patient": who, "started": "2026-03-02", "term": "Nausea", "grade": 1, "edition": text}, "why": "<b>why</b>"}
        status = page.evaluate("""(row) => fetch('/api/registry/rows/adverse_events', { method: 'POST', body: JSON.stringify(row),
          headers: { 'X-Hepatica': '1', 'Content-Type': 'application/json' } }).then((answer) => answer.status)""", row)
        self.assertEqual(status, 201)
        self.go(f"/patient/{who}")
        expect(page.locator("main")).to_contain_text(text)
        self.assertEqual(page.locator("main img").count(), 0)

    def test_pages_of_the_registry(self):
        page = self.page
        self.enter("/")
        who = self.first_patient()
        for path in (f"/patient/{who}", "/cohort", "/trials", "/operations", "/plans"):
            with self.subTest(path):
                self.go(path)
                expect(page.locator("main h1")).to_be_visible()
                self.assertEqual(page.locator("main > .fault").count(), 0)
                self.assert_accessible()
        self.go("/cohort")
        expect(page.locator("#cohort-n")).to_contain_text("of 26 patients")

    def test_narrow_screens(self):
        """No page is wider than a phone or a tablet."""
        page = self.page
        self.enter("/")
        for width in (820, 390):
            page.set_viewport_size({"width": width, "height": 844})
            for path in ("/", "/plan/P-01", "/patients", "/cohort", "/trials"):
                with self.subTest(f"{path} at {width}"):
                    self.go(path)
                    self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth - innerWidth"), 1)


if __name__ == "__main__":
    unittest.main()
