"""A department: log-in, a session that ends under the hands, signing with who one is."""

import os
import unittest

from playwright.sync_api import expect

from harness import PASSWORD, Workstation, program


class Department(Workstation):
    @classmethod
    def server_options(cls):
        environment = os.environ | {"HEPATICA_PASSPHRASE": PASSWORD}
        program("accounts", cls.folder / "accounts.json", "mp1", "--role", "physicist", env=environment)
        return "--accounts", cls.folder / "accounts.json"

    def log_in(self, password=PASSWORD):
        page = self.page
        page.get_by_label("Account").fill("mp1")
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


if __name__ == "__main__":
    unittest.main()
