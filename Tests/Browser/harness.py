"""A server of its own with a small workspace, and browsers that tell of every error and every request that leaves it."""

import os
import re
import select
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect, sync_playwright

import patient

ROOT = Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("HEPATICA", str(ROOT / ".build/debug/hepatica"))
PASSWORD = "correct horse battery"
ARGUMENTS = ["--no-sandbox", "--disable-dev-shm-usage", "--use-angle=swiftshader", "--enable-unsafe-swiftshader"]

expect.set_options(timeout=20_000)


def program(*words, **more):
    return subprocess.run([PROGRAM, *map(str, words)], check=True, capture_output=True, text=True, **more)


def program_of_case(file):
    """Runs a case by the command line; what needs review is no failure."""
    told = subprocess.run([PROGRAM, "run", str(file), "--quiet"], capture_output=True, text=True)
    assert (file.parent / "results/report.json").exists(), f"the small patient has no report: {told.stderr}"


class Server:
    """hepatica serve over a temporary folder; the pages are those of the working tree."""

    def __init__(self, folder, *options):
        self.workspace = Path(folder)
        environment = os.environ | {"HEPATICA_ASSETS": str(ROOT / "Sources/Server/Resources")}
        self.process = subprocess.Popen([PROGRAM, "serve", str(folder), "--port", "0", *map(str, options)],
                                        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment)
        self.address = self.wait()

    def wait(self):
        end, said = time.monotonic() + 60, ""
        while time.monotonic() < end:
            if select.select([self.process.stdout], [], [], 1)[0]:
                line = self.process.stdout.readline()
                if not line:
                    break
                said += line
                if found := re.search(r"https?://\S+", said):
                    return found.group()
        raise RuntimeError(f"the server did not start: {said}")

    @property
    def origin(self):
        return re.match(r"https?://[^/]+", self.address).group()

    def add_case(self, name, run=False):
        """A case with images and case file, run by the command line where results are wanted."""
        folder = self.workspace / "cases" / name
        patient.make(folder / "images")
        (folder / "case.json5").write_text(patient.case_file(name, 7.45))
        if run:
            program_of_case(folder / "case.json5")

    def stop(self):
        self.process.terminate()
        self.process.wait(30)


class Workstation(unittest.TestCase):
    """Each test has a browser context of its own; it fails on any error of the page and on any foreign request."""

    options = ()

    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = Path(cls.temporary.name)
        (cls.folder / "work").mkdir()
        cls.server = Server(cls.folder / "work", *cls.server_options())
        cls.prepare()
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)

    @classmethod
    def server_options(cls):
        return ()

    @classmethod
    def prepare(cls):
        pass

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()
        cls.server.stop()
        cls.temporary.cleanup()

    def setUp(self):
        self.complaints, self.allowed = [], []
        self.context = self.browser.new_context(viewport={"width": 1280, "height": 760})
        self.page = self.new_page(self.context)

    def tearDown(self):
        missing = self.page.evaluate("document.body.dataset.missing ?? ''") if not self.page.is_closed() else ""
        self.context.close()
        self.assertEqual(missing, "", "texts that the page lacks")
        told = [text for text in self.complaints if not any(part in text for part in self.allowed)]
        self.assertEqual(told, [], "errors of the page and requests to elsewhere")

    def new_page(self, context):
        page = context.new_page()
        page.on("console", lambda message: message.type == "error" and self.complaints.append(message.text))
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("request", self.judge)
        return page

    def judge(self, request):
        if not request.url.startswith((self.server.origin, "blob:", "data:")):
            self.complaints.append(f"request to {request.url}")

    def enter(self, path="/", page=None):
        """The address of the first start gives the session to the first context; later ones get its cookies."""
        page, kind = page or self.page, type(self)
        if getattr(kind, "cookies", None):
            page.context.add_cookies(kind.cookies)
            page.goto(self.server.origin + "/#" + path, wait_until="commit")
        else:
            page.goto(self.server.address, wait_until="commit")
            page.wait_for_selector("body[data-ready]")
            kind.cookies = page.context.cookies()
        self.go(path, page)

    def go(self, path, page=None):
        page = page or self.page
        if page.evaluate("location.hash") != "#" + path:
            page.evaluate("path => { location.hash = path }", "#" + path)
        page.wait_for_selector(f'body[data-ready="{path}"]')

    def assert_accessible(self, page=None):
        found = Axe().run(page or self.page).response["violations"]
        self.assertEqual([(one["id"], [node["html"][:160] for node in one["nodes"][:3]]) for one in found], [])
