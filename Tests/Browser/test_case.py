"""A case from a folder to the signed report; contours; a reload in the middle; two editors."""

import unittest

from playwright.sync_api import expect

import patient
from harness import Workstation, program_of_case


class FolderToSignature(Workstation):
    @classmethod
    def prepare(cls):
        patient.make(cls.folder / "drop")

    def test_folder_to_signed_report(self):
        page = self.page
        self.enter()
        expect(page.locator(".research")).to_have_text("For research use")
        page.get_by_label("New case").fill("TEST-01")
        page.get_by_role("button", name="Create").click()
        page.wait_for_selector('body[data-ready="/case/TEST-01/images"]')
        page.locator("#folder").set_input_files(self.folder / "drop")
        expect(page.locator(".upload-state .good")).to_be_visible()
        self.enter_facts()
        self.run_and_reload()
        self.read_doses()
        self.sign()
        self.open_the_report()
        self.break_the_seal()

    def enter_facts(self):
        """The text with one open fact; the form marks it; a wrong number is refused; the right one completes it."""
        page = self.page
        # Dropped files keep the folder they came in.
        folder = next((self.server.workspace / "cases/TEST-01/images").rglob("ct.nii.gz")).parent
        inside = folder.relative_to(self.server.workspace / "cases/TEST-01").as_posix()
        self.allowed.append("status of 422")
        self.go("/case/TEST-01/facts")
        page.get_by_text("The case file as text").click()
        page.locator("textarea.code").fill(patient.case_file("TEST-01").replace("images/", f"{inside}/"))
        page.get_by_role("button", name="Save the text").click()
        expect(page.locator("#open-count")).to_have_text("! Open facts: 1")
        activity = page.locator("#facts .is-open input")
        activity.fill("7.45")
        page.get_by_role("button", name="Save the facts").click()
        expect(page.locator("#open-count")).to_contain_text("No fact is open")
        self.assert_accessible()

    def run_and_reload(self):
        page = self.page
        self.go("/case/TEST-01/run")
        page.locator("#run").click()
        expect(page.locator("#jobs .job").first).to_be_visible()
        page.reload(wait_until="commit")
        page.wait_for_selector('body[data-ready="/case/TEST-01/run"]')
        self.wait_for_report()

    def wait_for_report(self):
        for _ in range(240):
            state = self.page.evaluate("fetch('/api/cases/TEST-01').then((answer) => answer.json()).then((one) => one.state)")
            if state in ("ready", "needs-review"):
                return
            self.page.wait_for_timeout(500)
        self.fail("the run did not end")

    def read_doses(self):
        page = self.page
        self.go("/case/TEST-01/dose")
        row = page.locator("#doses tbody tr", has_text="Kidney").first
        expect(row).to_contain_text("±")
        row.locator("button.num").nth(1).click()
        drawer = page.locator("#drawer")
        expect(drawer).to_contain_text("Where does this number come from?")
        expect(drawer).to_contain_text("volume → mass")
        self.assert_accessible()
        page.keyboard.press("Escape")
        expect(drawer).to_be_hidden()
        self.go("/case/TEST-01/curves")
        expect(page.locator(".small-curve")).not_to_have_count(0)
        self.assert_accessible()

    def sign(self):
        page = self.page
        self.go("/case/TEST-01/sign")
        page.locator("#sure").check()
        page.get_by_role("button", name="Sign", exact=True).click()
        expect(page.locator("#signed")).to_contain_text("sealed")
        expect(page.locator("#context")).to_contain_text("Signed")
        expect(page.locator("#signatures tbody tr")).to_have_count(1)
        signed = self.context.request.get(self.server.origin + page.locator("#signed-pdf").get_attribute("href")).body()
        report = (self.server.workspace / "cases/TEST-01/results/report.pdf").read_bytes()
        self.assertTrue(signed.startswith(report) and len(signed) > len(report), "the signed bytes stand first")
        self.assert_accessible()


    def open_the_report(self):
        """As the server sends it: its own scripts run, nothing of it is refused, and it reaches nothing else."""
        report = self.new_page(self.context)
        report.goto(self.server.origin + "/api/cases/TEST-01/report.html", wait_until="load")
        expect(report.locator("h1").first).to_be_visible()
        self.assertEqual(report.evaluate("self.origin"), "null", "a page of its own")
        self.assertGreater(report.evaluate("document.scripts.length"), 0)
        self.use_the_report(report)
        report.close()

    def use_the_report(self, report):
        before = report.locator("html").get_attribute("data-theme")
        self.assertIn(before, ("light", "dark"), "its scripts do not run")
        report.locator("button.theme").click()
        self.assertNotEqual(report.locator("html").get_attribute("data-theme"), before, "its scripts do not run")

    def break_the_seal(self):
        """Whatever changes the files, the reader is told on every page of the case."""
        page, file = self.page, self.server.workspace / "cases/TEST-01/results/report.json"
        file.write_bytes(file.read_bytes() + b" ")
        page.reload(wait_until="commit")
        page.wait_for_selector('body[data-ready="/case/TEST-01/sign"]')
        expect(page.locator("#broken-seal")).to_contain_text("not the one that was signed")
        expect(page.locator("#broken-seal")).to_contain_text("backup")
        expect(page.locator("#signatures tbody tr").first).to_contain_text("Not what was signed")
        expect(page.locator("#context")).not_to_contain_text("✓ Signed")
        self.assert_accessible()
        self.go("/case/TEST-01/dose")
        expect(page.locator("#broken-seal")).to_be_visible()
        self.go("/")
        expect(page.locator("#cases tbody tr").first).to_contain_text("Not what was signed")
        self.assert_accessible()


class Texts(Workstation):
    """What a DICOM file says about itself, and the names of regions, on the pages that show them."""

    TEXT = "<img src=x onerror=alert(1)>"

    @classmethod
    def prepare(cls):
        patient.dicom(cls.server.workspace / "cases/X-01/images/ct.dcm", cls.TEXT)
        cls.server.add_case("X-02")
        file = cls.server.workspace / "cases/X-02/case.json5"
        file.write_text(file.read_text().replace('"Lesion"', f'"{cls.TEXT}"'))
        program_of_case(file)

    def setUp(self):
        super().setUp()
        self.page.on("dialog", lambda dialog: self.complaints.append(f"a dialogue: {dialog.message}") or dialog.dismiss())

    def look(self, case, steps):
        for step in steps:
            with self.subTest(step):
                self.go(f"/case/{case}/{step}")
                self.page.wait_for_timeout(300)
                self.assertEqual(self.page.locator("main img").count(), 0)

    def test_texts_of_images_stay_text(self):
        self.allowed += ["status of 422", "status of 404", "status of 400"]
        self.enter("/case/X-01/images")
        expect(self.page.locator("#inventory")).to_have_attribute("data-ready", "yes")
        self.look("X-01", ("images", "facts", "run", "dose", "sign"))
        self.go("/case/X-01/facts")
        self.page.get_by_role("button", name="Propose from the images").click()
        expect(self.page.locator("#open-count")).to_be_visible()
        self.assertEqual(self.page.locator("main img").count(), 0)

    def test_names_of_regions_stay_text(self):
        self.enter("/case/X-02/dose")
        expect(self.page.locator("#doses")).to_contain_text(self.TEXT)
        self.look("X-02", ("facts", "viewer", "curves", "dose", "sign"))


class Contours(Workstation):
    @classmethod
    def prepare(cls):
        cls.server.add_case("TEST-02", run=True)

    def open(self, page=None):
        page = page or self.page
        page.wait_for_selector('body[data-viewer="ready"]', timeout=60_000)
        page.wait_for_selector("#save-structures")

    def draw(self, page, x=0.5):
        """A stroke with the brush in the axial view, away from the lesion, which lies at its left."""
        page.locator('[data-tool="brush"]').click()
        box = page.locator('.viewport[data-plane="axial"]').bounding_box()
        x, y = box["x"] + box["width"] * x, box["y"] + box["height"] * 0.42
        page.mouse.move(x, y)
        page.mouse.down()
        page.mouse.move(x + 25, y + 8, steps=5)
        page.mouse.up()

    def choose(self, page, name):
        page.locator("#region").select_option(label=name)

    def test_viewer(self):
        page = self.page
        self.enter("/case/TEST-02/viewer")
        self.open()
        expect(page.locator("#readout")).to_contain_text("HU")
        expect(page.locator("#readout")).to_contain_text("Gy")
        letters = page.locator('.viewport[data-plane="axial"] .edge')
        self.assertEqual(letters.all_text_contents(), ["R", "L", "A", "P"], "radiological convention")
        before = page.locator('.viewport[data-plane="axial"] .caption').text_content()
        page.locator('.viewport[data-plane="axial"]').focus()
        page.keyboard.press("ArrowDown")
        expect(page.locator('.viewport[data-plane="axial"] .caption')).not_to_have_text(before)
        page.keyboard.press("4")
        expect(page.locator(".viewer-panel")).to_contain_text("level −600 HU")
        page.locator("#opacity").fill("0.2")
        page.keyboard.press("?")
        expect(page.locator("dialog.keys")).to_be_visible()
        self.assert_accessible()
        page.keyboard.press("Escape")
        page.get_by_role("button", name="CT · map · fused").click()
        expect(page.locator(".viewport")).to_have_count(9)
        self.assert_accessible()

    def test_edit_changes_preview(self):
        page = self.page
        self.enter("/case/TEST-02/viewer")
        self.open()
        self.choose(page, "Lesion")
        self.draw(page)
        preview = page.locator("#preview")
        expect(preview).to_have_attribute("data-count", "1")
        first = preview.locator("tbody").text_content()
        self.draw(page, 0.58)
        expect(preview.locator("tbody")).not_to_have_text(first)
        page.locator("#undo").click()
        expect(preview).to_contain_text("Mean dose")
        self.assert_accessible()

    def second_cycle(self, name):
        """The same patient with four fifths of the activity, and an earlier cycle in its case file."""
        folder = self.server.workspace / "cases" / name
        patient.make(folder / "images")
        places = list(patient.places())
        for hours in patient.HOURS:
            patient.write(folder / f"images/spect-{hours}h.nii.gz", [0.8 * patient.activity(p, hours) for p in places], 16, "f")
        patient.write(folder / "images/ct.nii.gz", [patient.ct(p) + 1 for p in places], 4, "h")
        text = patient.case_file("TEST-02", 7.45).replace("cycle: 1,", "cycle: 2,")
        (folder / "case.json5").write_text(text.replace("  limits:", '  previous: ["../TEST-02/results/summary.json"],\n  limits:'))
        program_of_case(folder / "case.json5")

    def test_one_cycle_less_another(self):
        page = self.page
        self.second_cycle("TEST-06")
        self.enter("/case/TEST-06/viewer")
        self.open()
        page.locator("#minus").select_option(label="Dose PRRT, cycle 1 (Gy)")
        expect(page.locator("#difference-of")).to_have_text("Dose (Gy) − Dose PRRT, cycle 1 (Gy)", timeout=60_000)
        expect(page.locator("#difference-laid")).to_contain_text("registration")
        expect(page.locator(".viewport")).to_have_count(3)
        expect(page.locator("#readout")).to_contain_text("Difference −")
        self.assert_accessible()
        page.locator("#minus").select_option("")
        expect(page.locator("#difference-of")).to_have_count(0)
        expect(page.locator(".viewport")).to_have_count(4)

    def test_an_edit_has_its_doses_at_once(self):
        """Only the box of what changed is sent, and one request is under way at a time."""
        page, sent = self.page, []
        page.on("request", lambda request: "/preview" in request.url and sent.append(len(request.post_data_buffer)))
        self.enter("/case/TEST-02/viewer")
        self.open()
        self.choose(page, "Lesion")
        self.draw(page)
        preview = page.locator("#preview")
        expect(preview.locator("svg")).to_be_visible()
        curve = preview.locator("svg").inner_html()
        self.choose(page, "Kidney")
        expect(preview.locator("caption")).to_contain_text("Kidney")
        self.choose(page, "Lesion")
        self.draw(page, 0.55)
        page.wait_for_function("before => document.querySelector('#preview svg').innerHTML !== before", arg=curve)
        self.assertLess(max(sent), 352 + patient.SIZE[0] * patient.SIZE[1] * patient.SIZE[2], "less than the whole image")
        self.assertLess(int(preview.get_attribute("data-milliseconds")), 3000)

    def test_a_point_is_left_out(self):
        page = self.page
        self.allowed.append("status of 422")
        self.server.add_case("TEST-03", run=True)
        self.enter("/case/TEST-03/curves")
        page.get_by_role("button", name="Open Kidney").click()
        boxes = page.locator("#curve-points input[type=checkbox]")
        expect(boxes).to_have_count(3)
        boxes.nth(1).uncheck()
        page.get_by_role("button", name="Apply").click()
        expect(page.locator("#curve-points .fault")).to_contain_text("for a reason")
        page.locator("#curve-points [name=reason]").fill("the patient moved")
        page.get_by_role("button", name="Apply").click()
        expect(page.locator("#curve-noted")).to_be_visible()
        expect(page.locator("#context")).to_contain_text("Out of date")
        self.assertIn('reason: "the patient moved"', (self.server.workspace / "cases/TEST-03/case.json5").read_text())
        self.assert_accessible()

    def test_an_image_is_moved_by_hand(self):
        """Three presses and an acceptance; the next run moves the image, and its report says who did it."""
        page = self.page
        self.server.add_case("TEST-05")
        folder = self.server.workspace / "cases/TEST-05"
        (folder / "case.json5").write_text(patient.case_with_time_points("TEST-05"))
        program_of_case(folder / "case.json5")
        self.enter("/case/TEST-05/registration")
        page.wait_for_selector('[data-ready="4 h"]', timeout=60_000)
        for _ in range(3):
            page.get_by_role("button", name="S 1 mm").click()
        expect(page.locator("#nudge")).to_contain_text("3 mm to the head")
        page.get_by_label("Note").fill("dome of the liver")
        self.assert_accessible()
        page.locator("#accept").click()
        expect(page.locator(".review-side .good")).to_contain_text("Noted")
        expect(page.locator("#context")).to_contain_text("Out of date")
        self.assertIn("movedMm: [0.0, 0.0, 3.0]", (folder / "case.json5").read_text())
        program_of_case(folder / "case.json5")
        report = (folder / "results/report.html").read_text()
        self.assertIn("moved by hand by (0, 0, 3) mm", report)
        self.assertIn("dome of the liver", report)
        page.reload()
        page.wait_for_selector('[data-ready="4 h"]', timeout=60_000)
        expect(page.locator("main")).to_contain_text("0, 0, 3 mm")

    def test_an_image_is_registered_anew(self):
        """Another seed for one time point; where images are taken as they lie there is nothing to do anew."""
        page = self.page
        self.allowed.append("status of 422")
        self.server.add_case("TEST-06")
        file = self.server.workspace / "cases/TEST-06/case.json5"
        file.write_text(patient.case_with_time_points("TEST-06"))
        program_of_case(file)
        self.enter("/case/TEST-06/registration")
        page.wait_for_selector('[data-ready="4 h"]', timeout=60_000)
        page.locator("#redo").click()
        expect(page.locator(".review-side .fault")).to_contain_text("taken as they lie")
        file.write_text(file.read_text().replace(", register: false", ""))
        page.locator("#redo").click()
        expect(page.locator("#redone")).to_contain_text("Another seed for 4 h")
        self.assertEqual(file.read_text().count("registrationSeed: 2"), 1)
        expect(page.locator("#context")).to_contain_text("Out of date")
        self.assert_accessible()

    def test_a_line_parts_the_liver(self):
        page = self.page
        self.server.add_case("TEST-04", run=True)
        self.enter("/case/TEST-04/viewer")
        self.open()
        page.locator('[data-tool="measure"]').click()
        box = page.locator('.viewport[data-plane="axial"]').bounding_box()
        for part in (0.25, 0.75):
            page.mouse.click(box["x"] + box["width"] * 0.33, box["y"] + box["height"] * part)
        page.locator("#lobes").click()
        expect(page.locator("#parted")).to_contain_text("left and right lobe")
        self.assertIn("Left lobe", (self.server.workspace / "cases/TEST-04/case.json5").read_text())

    def test_structures_of_another_program_come_in(self):
        page = self.page
        self.server.add_case("TEST-05", run=True)
        self.enter("/case/TEST-05/viewer")
        self.open()
        page.locator("#save-structures").scroll_into_view_if_needed()
        address = self.server.origin + "/api/cases/TEST-05/structures.dcm?as=rtstruct"
        file = self.folder / "RS.dcm"
        file.write_bytes(self.context.request.get(address).body())
        self.choose(page, "Lesion")
        self.draw(page)
        page.locator("#structure-file").set_input_files(file)
        expect(page.locator("#imported")).to_contain_text("Lesion")
        expect(page.locator("#imported")).to_contain_text("Left out")
        self.assert_accessible()
        # The stroke is gone, for the lesion is again what the object has; that is what undo takes back.
        expect(page.locator("#preview")).to_contain_text("Mean dose")
        page.locator("#undo").click()
        page.locator("#save-structures").click()
        expect(page.locator("#contour-message")).to_contain_text("Saved as version 1")

    def test_every_page_of_a_case_fits_and_can_be_used(self):
        page = self.page
        self.enter("/case/TEST-02/images")
        for width in (1440, 820, 390):
            page.set_viewport_size({"width": width, "height": 844})
            for step in ("images", "facts", "run", "viewer", "registration", "curves", "dose", "sign"):
                with self.subTest(f"{step} at {width}"):
                    self.go(f"/case/TEST-02/{step}")
                    if step == "viewer":
                        self.open()
                    self.assertLessEqual(page.evaluate("document.documentElement.scrollWidth - innerWidth"), 1)
                    self.assertEqual(page.locator("main > .fault").count(), 0)
                    self.assert_accessible()
            self.go("/case/TEST-02/images")

    def test_every_curve_is_drawn(self):
        """Points alone would hide how a curve goes on behind them."""
        page = self.page
        self.enter("/case/TEST-02/curves")
        plots = page.locator(".small-curve svg")
        expect(plots.first).to_be_visible()
        for i in range(plots.count()):
            self.assertGreaterEqual(plots.nth(i).locator("path[stroke-width='1.8']").count(), 2, "fit and tail")

    def test_second_editor_is_told(self):
        other = self.browser.new_context(viewport={"width": 1280, "height": 760})
        second = self.new_page(other)
        self.allowed.append("status of 409")
        self.enter("/case/TEST-02/viewer")
        self.enter("/case/TEST-02/viewer", second)
        for page in (self.page, second):
            self.open(page)
            self.choose(page, "Lesion")
            self.draw(page)
        self.page.locator("#save-structures").click()
        expect(self.page.locator("#contour-message")).to_contain_text("Saved as version")
        expect(second.locator("#contour-message")).to_contain_text("has just saved version")
        second.locator("#save-structures").click()
        expect(second.locator("#contour-message")).to_contain_text("Yours is not saved")
        other.close()


if __name__ == "__main__":
    unittest.main()
