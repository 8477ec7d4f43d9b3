"""Plans, patients, forms, cohort and trials."""

import re
import shutil
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
        images = cls.server.workspace / "plans/P-02"
        images.mkdir()
        (images / "plan.json5").write_text((ROOT / "Samples/plan-voxel.json5").read_text())
        shutil.copytree(ROOT / "Samples/burden", images / "burden")
        cycles = cls.server.workspace / "plans/P-03"
        cycles.mkdir()
        (cycles / "plan.json5").write_text((ROOT / "Samples/plan-prrt.json5").read_text())

    def test_plan_slider_moves_the_gauges(self):
        page = self.page
        self.enter("/plan/P-01")
        gauges = page.locator("#gauges")
        lungs = gauges.locator('[data-gauge="lungs"]').last
        before, activity = lungs.text_content(), page.locator("#activity").text_content()
        expect(gauges).to_have_attribute("data-count", "1")
        page.locator("#slider").fill("3.5")
        expect(page.locator("#activity")).not_to_have_text(activity)
        expect(gauges).to_have_attribute("data-count", "2")
        expect(lungs).not_to_have_text(before)
        expect(gauges.locator(".is-crossed").first).to_be_visible()
        expect(page.locator("#methods tbody tr")).not_to_have_count(0)
        self.assert_accessible()

    def test_a_perfused_volume_is_drawn(self):
        """What lies right of a line for the right artery, then all that is free; doses follow, and the plan takes it."""
        page = self.page
        shutil.copytree(self.server.workspace / "plans/P-02", self.server.workspace / "plans/P-04")
        self.enter("/plan/P-04")
        page.locator("#draw-territories").click()
        page.wait_for_selector('body[data-viewer="ready"]', timeout=60_000)
        preview, gauges = page.locator("#preview"), page.locator("#gauges")
        expect(preview).to_contain_text("Perfused volume")
        before, liver = preview.locator("tbody").text_content(), gauges.locator('[data-gauge="perfusedNormalLiver"]').first
        whole, curves = liver.text_content(), page.locator("#draw-dvh svg")
        expect(curves).to_be_visible()
        drawn = curves.inner_html()
        page.locator('[data-tool="measure"]').click()
        box = page.locator('.viewport[data-plane="axial"]').bounding_box()
        for part in (0.2, 0.8):
            page.mouse.click(box["x"] + box["width"] * 0.3, box["y"] + box["height"] * part)
        page.locator("#liver-right").click()
        expect(preview.locator("tbody")).not_to_have_text(before)
        expect(liver).not_to_have_text(whole)
        page.wait_for_function("before => document.querySelector('#draw-dvh svg').innerHTML !== before", arg=drawn)
        half = liver.text_content()
        page.locator("#slider").fill("1.2")
        expect(page.locator("#activity")).to_contain_text("1.2")
        expect(liver).not_to_have_text(half)
        self.assert_accessible()
        page.locator("#save-structures").click()
        expect(page.locator("#contour-message")).to_contain_text("Saved as version 1")
        self.assertIn("structures/versions/1-1.nii.gz", (self.server.workspace / "plans/P-04/plan.json5").read_text())
        regions = page.locator("#region option").all_text_contents()
        self.assertEqual(regions[-1], " + ".join(regions[:-1]), "what both reach")
        page.locator("#region").select_option(label=regions[-1])
        expect(preview).to_contain_text("share no tissue")
        expect(page.locator("#activity")).to_be_visible()
        page.locator("#region").select_option(label=regions[0])
        expect(preview).to_contain_text(regions[0])
        part = preview.locator("tbody").text_content()
        page.locator("#whole-liver").click()
        expect(preview.locator("tbody")).not_to_have_text(part)
        page.locator("#undo").click()
        expect(preview.locator("tbody")).to_have_text(part)

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

    def test_a_cycle_is_recorded_in_the_angiography_room(self):
        """On a tablet: the clock gives start and duration; one administration and one procedure come of it."""
        page = self.page
        self.allowed.append("status of 422")
        page.set_viewport_size({"width": 820, "height": 1100})
        self.enter("/")
        who = self.first_patient()
        self.go(f"/patient/{who}")
        page.locator("#to-angio").click()
        page.locator("#begin").click()
        expect(page.locator('[name="started"]')).to_have_value(re.compile(r"^20\d\d-\d\d-\d\dT"))
        expect(page.locator("#infusion-clock")).to_have_text(re.compile(r"0:0[1-9]"))
        page.locator("#end").click()
        expect(page.locator('[name="infusion_min"]')).to_have_value("0.0")
        for name, value in (("drawn_gbq", "7.4"), ("residual_gbq", "0.1"), ("activity_gbq", "730"), ("artery", "right hepatic artery"), ("access", "femoral")):
            node = page.locator(f'[name="{name}"]')
            node.select_option(value) if node.evaluate("one => one.tagName") == "SELECT" else node.fill(value)
        expect(page.locator("#net")).to_contain_text("7.30 GBq")
        self.assert_accessible()
        page.locator("#store-cycle").click()
        expect(page.locator('[name="activity_gbq"]')).to_have_attribute("aria-invalid", "true")
        page.locator('[name="activity_gbq"]').fill("7.3")
        page.locator("#store-cycle").click()
        expect(page.locator("#cycle-stored")).to_contain_text("is stored")
        self.go(f"/patient/{who}")
        expect(page.locator("main")).to_contain_text("femoral")
        self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth - innerWidth"), 1)

    def test_a_plan_with_images_has_histogram_and_pictures(self):
        page = self.page
        self.enter("/plan/P-02")
        curves = page.locator("#plan-dvh svg").first
        expect(curves).to_be_visible(timeout=60_000)
        expect(page.locator("#plan-pictures img").first).to_be_visible(timeout=60_000)
        before = curves.locator("path").first.get_attribute("d")
        page.locator("#slider").fill("0.4")
        expect(page.locator("#plan-dvh svg path").first).not_to_have_attribute("d", before)
        self.assert_accessible()

    def test_every_text_of_the_record_stays_text(self):
        """What somebody entered never becomes markup, whichever table and column it stands in."""
        page, text = self.page, "<img src=x onerror=alert(1)><script>alert(2)</script>\"'"
        page.on("dialog", lambda dialog: self.complaints.append(f"a dialogue: {dialog.message}") or dialog.dismiss())
        self.allowed += ["status of 422", "status of 403"]
        self.enter("/")
        who = self.first_patient()
        tried = page.evaluate("""async ([who, text]) => {
          const { tables } = await (await fetch('/api/registry/catalogue')).json();
          const own = (await (await fetch(`/api/registry/patients/${who}`)).json()).tables;
          const sample = (c) => c.values.length ? c.values[0] : c.references ? (c.references === 'patients' ? who : own[c.references]?.[0]?.id)
            : c.type === 'text' ? text : c.type === 'flag' ? 1 : ['integer', 'real', 'decimal'].includes(c.type) ? String(c.minimum ?? 1) : c.type === 'time' ? '2025-02-03T10:00:00' : '2025-02-03';
          const stored = [];
          for (const table of tables.filter((t) => t.columns.some((c) => c.name === 'patient') && t.columns.some((c) => c.type === 'text' && !c.values.length && !c.references && c.name !== 'id'))) {
            const values = Object.fromEntries(table.columns.filter((c) => c.name !== 'id').map((c) => [c.name, c.name === 'test' ? 'ALT' : c.name === 'unit' ? 'U/L' : sample(c)]).filter(([, v]) => v !== undefined));
            const answer = await fetch(`/api/registry/rows/${table.name}`, { method: 'POST', body: JSON.stringify({ values, why: text }), headers: { 'X-Hepatica': '1', 'Content-Type': 'application/json' } });
            if (answer.status === 201) stored.push(table.name);
            const query = await fetch('/api/registry/queries', { method: 'POST', body: JSON.stringify({ table: table.name, patient: who, text }), headers: { 'X-Hepatica': '1', 'Content-Type': 'application/json' } });
            if (query.status !== 201) stored.push(`no query on ${table.name}`);
          }
          return stored; }""", [who, text])
        self.assertGreater(len([name for name in tried if not name.startswith("no query")]), 4, tried)
        for path in (f"/patient/{who}", "/queries", "/visits", "/cohort", "/trials", f"/trial/{self.trial()}", "/", f"/patient/{who}/entry/responses"):
            with self.subTest(path):
                self.go(path)
                page.wait_for_timeout(300)
                self.assertEqual(page.locator("main img:not([src^='data:image/svg+xml'])").count(), 0)
                self.assertEqual(page.locator("main script").count(), 0)
        self.go(f"/patient/{who}")
        expect(page.locator("main")).to_contain_text("<img src=x")

    def trial(self):
        return self.page.evaluate("fetch('/api/registry/trials').then((answer) => answer.json()).then((all) => all[0].id)")

    def test_a_query_is_asked_answered_and_closed(self):
        page = self.page
        self.enter("/")
        who = self.first_patient()
        self.go(f"/patient/{who}")
        page.get_by_text("Ask about a row").click()
        page.locator("#ask textarea").fill("Is the year of birth right?")
        page.get_by_role("button", name="Ask", exact=True).click()
        one = page.locator(".query", has_text="Is the year of birth right?")
        expect(one).to_contain_text("Open")
        self.go(f"/trial/{self.trial()}")
        expect(page.locator("#queries")).to_contain_text("Is the year of birth right?")
        self.assert_accessible()
        self.go("/")
        expect(page.locator("#tasks")).to_contain_text("answer queries")
        self.go("/queries")
        one = page.locator(".query", has_text="Is the year of birth right?")
        one.locator("input").fill("Yes, letter of the referring hospital.")
        one.get_by_role("button", name="Answer").click()
        one = page.locator(".query", has_text="Is the year of birth right?")
        expect(one).to_contain_text("Answered")
        one.locator("input").fill("Thank you.")
        one.get_by_role("button", name="Close").click()
        expect(page.locator(".query", has_text="Is the year of birth right?")).to_contain_text("Closed")
        self.assert_accessible()

    def test_the_cohort_follows_its_filters(self):
        page = self.page
        self.enter("/cohort")
        report = page.locator("#cohort-report")
        expect(report).to_have_attribute("data-n", "26")
        expect(report.locator("img").first).to_be_visible()
        page.get_by_label("Site", exact=True).select_option(index=1)
        expect(page.locator("#cohort-n")).to_contain_text("13 of 26")
        expect(report).to_have_attribute("data-n", "13")
        page.get_by_label("Year of birth, From").fill("1960")
        expect(page.locator("#cohort-n")).not_to_contain_text("13 of 26")
        page.get_by_role("button", name="Clear the filters").click()
        expect(report).to_have_attribute("data-n", "26")

    def test_data_are_frozen_and_taken_away(self):
        page = self.page
        self.allowed.append("status of 409")
        self.enter("/cohort")
        page.locator("#freeze-name").fill("data-1")
        page.get_by_role("button", name="Freeze", exact=True).click()
        expect(page.locator("#frozen")).to_contain_text("data-1 is frozen")
        page.locator("#freeze-name").fill("data-1")
        page.get_by_role("button", name="Freeze", exact=True).click()
        expect(page.locator("#freeze-message .fault")).to_contain_text("name")
        page.get_by_text("tables", exact=False).locator("visible=true").last.scroll_into_view_if_needed()
        page.locator("details", has_text="MANIFEST.sha256").last.locator("summary").click()
        with page.expect_download() as taken:
            page.get_by_role("link", name="patients.csv").click()
        self.assertIn("D01", taken.value.path().read_text())
        self.assert_accessible()

    def test_visits_are_planned_and_entered(self):
        page = self.page
        self.enter(f"/trials")
        self.go(f"/trial/{self.trial()}")
        page.locator("#make-schedule").click()
        expect(page.locator("#schedule-message")).to_contain_text("visits added")
        expect(page.locator("#trial-tiles")).to_contain_text("! visits overdue")
        rows = page.locator("#schedule tbody tr")
        before = rows.count()
        rows.first.get_by_role("button", name="Done").click()
        expect(page.locator("#schedule tbody tr")).to_have_count(before - 1)
        self.assert_accessible()

    def test_the_search_finds_patients(self):
        page = self.page
        self.enter("/")
        page.locator("#search").fill("D07")
        expect(page.locator("#found-patients")).to_contain_text("D07")
        self.assert_accessible()

    def test_pages_of_the_registry(self):
        page = self.page
        self.enter("/")
        who = self.first_patient()
        for path in (f"/patient/{who}", f"/patient/{who}/entry/procedures", "/patients", "/visits", "/queries", "/cohort", "/trials", f"/trial/{self.trial()}", "/operations", "/operations/run", "/plans", "/plan/P-03"):
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
        who, trial = self.first_patient(), self.trial()
        for width in (820, 390):
            page.set_viewport_size({"width": width, "height": 844})
            for path in ("/", "/plan/P-01", "/plan/P-03", "/patients", f"/patient/{who}", "/visits", "/queries", "/cohort", "/trials", f"/trial/{trial}", "/operations"):
                with self.subTest(f"{path} at {width}"):
                    self.go(path)
                    self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth - innerWidth"), 1)


if __name__ == "__main__":
    unittest.main()
