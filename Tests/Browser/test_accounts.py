"""A department: log-in, a session that ends under the hands, signing with who one is."""

import os
import unittest

from playwright.sync_api import expect

from harness import PASSWORD, Workstation, program


class Department(Workstation):
    @classmethod
    def server_options(cls):
        environment = os.environ | {"HEPATICA_PASSPHRASE": PASSWORD}
        for name, role in (("mp1", "physicist"), ("md1", "clinician"), ("mo1", "monitor"), ("st1", "statistician")):
            program("accounts", cls.folder / "accounts.json", name, "--role", role, env=environment)
        program("demo", "trial", cls.folder / "trial", "--quiet")
        return "--accounts", cls.folder / "accounts.json", "--registry", cls.folder / "trial/registry.sqlite"

    def come(self, path="/", account="mp1"):
        """A new browser of an account."""
        self.page.goto(self.server.origin + "/#" + path, wait_until="commit")
        expect(self.page.locator("#login")).to_be_visible()
        self.log_in(account=account)
        self.page.wait_for_selector(f'body[data-ready="{path}"]')

    def log_in(self, password=PASSWORD, account="mp1"):
        page = self.page
        page.get_by_label("Account").fill(account)
        page.get_by_label("Password").fill(password)
        page.get_by_role("button", name="Log in").click()

    def test_session_ends_and_nothing_is_lost(self):
        page = self.page
        self.allowed += ["status of 401", "status of 429", "status of 403"]
        page.goto(self.server.origin + "/", wait_until="commit")
        expect(page.locator("#login")).to_be_visible()
        self.assert_accessible()
        self.log_in("not the password")
        expect(page.locator("#login .fault")).to_be_visible()
        self.log_in()
        expect(page.locator("#login")).to_have_count(0)
        expect(page.locator("#who")).to_contain_text("mp1")
        page.wait_for_selector('body[data-ready="/"]')
        page.get_by_label("New case").fill("KEPT-01")
        self.context.clear_cookies()
        page.get_by_role("button", name="Create").click()
        expect(page.locator("#login")).to_contain_text("Your session has ended")
        self.log_in()
        expect(page.locator("#login")).to_have_count(0)
        expect(page.get_by_label("New case")).to_have_value("KEPT-01")
        page.get_by_role("button", name="Create").click()
        page.wait_for_selector('body[data-ready="/case/KEPT-01/images"]')

    def sign(self, meaning, password=PASSWORD):
        page = self.page
        page.locator("#meaning").select_option(index=meaning)
        page.locator("#sign-password").fill(password)
        page.locator("#sure").check()
        page.get_by_role("button", name="Sign", exact=True).click()

    def test_two_sign_and_one_amends(self):
        page = self.page
        self.allowed += ["status of 401", "status of 403", "status of 404"]
        self.server.add_case("SIGN-01", run=True)
        self.come("/case/SIGN-01/sign")
        self.sign(0, "not the password at all")
        expect(page.locator("main .fault")).to_contain_text("nothing was signed")
        expect(page.locator("#login")).to_have_count(0)
        self.sign(0)
        expect(page.locator("#signatures tbody tr")).to_have_count(1)
        page.get_by_role("button", name="Log out").click()
        expect(page.locator("#login")).to_be_visible()
        self.log_in(account="md1")
        page.wait_for_selector('body[data-ready="/case/SIGN-01/sign"]')
        expect(page.locator("#who")).to_contain_text("md1")
        self.sign(1)
        expect(page.locator("#signatures tbody tr")).to_have_count(2)
        expect(page.locator("#signatures")).to_contain_text("mp1")
        expect(page.locator("#signatures")).to_contain_text("md1")
        page.get_by_text("Amend a signed report").first.click()
        page.get_by_label("Reason").fill("a name was misspelt")
        page.get_by_role("button", name="Amend a signed report").click()
        expect(page.locator("#context")).to_contain_text("Amended")
        expect(page.locator("#signatures tbody tr")).to_have_count(3)
        self.assert_accessible()

    def test_each_role_sees_its_own_work(self):
        """A monitor asks and enters nothing; a statistician sees arms and freezes; neither sees what is not theirs."""
        page = self.page
        self.allowed += ["status of 401", "status of 403"]
        self.come("/trials", "mo1")
        trial = page.locator("main tbody a").first.text_content()
        page.evaluate("path => { location.hash = path }", f"#/trial/{trial}")
        page.wait_for_selector(f'body[data-ready="/trial/{trial}"]')
        expect(page.locator("#context")).to_contain_text("blinded view")
        for name in ("#allocate", "#make-schedule", "#office-message"):
            expect(page.locator(name)).to_have_count(0)
        page.get_by_text("Allocations (").click()
        expect(page.locator("#log thead")).not_to_contain_text("Arm")
        self.assert_accessible()
        page.context.clear_cookies()
        page.goto("about:blank")
        self.come(f"/trial/{trial}", "st1")
        expect(page.locator("#context")).to_contain_text("unblinded view")
        page.get_by_text("Allocations (").click()
        expect(page.locator("#log thead")).to_contain_text("Arm")
        page.evaluate("location.hash = '#/'")
        page.wait_for_selector('body[data-ready="/"]')
        expect(page.locator("#rail")).not_to_contain_text("Plans")
        expect(page.get_by_label("New case")).to_have_count(0)
        self.assert_accessible()


if __name__ == "__main__":
    unittest.main()
