# SPDX-FileCopyrightText: The Deskgate authors
# SPDX-License-Identifier: MIT
"""A real browser that nobody sees: Chromium."""

from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service
from selenium.webdriver.common.by import By
from selenium.webdriver.support.ui import WebDriverWait

from .program import require
from .waiting import PATIENCE


class Browser:
    """`arguments` are Chromium's own. It takes any certificate, as a user does who clicks the warning away."""

    def __init__(self, folder, *arguments):
        options = Options()
        options.binary_location = f"/usr/bin/{require('chromium', 'chromium')}"
        for argument in ("--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage",
                         "--ignore-certificate-errors", f"--user-data-dir={folder}/chromium", *arguments):
            options.add_argument(argument)
        options.set_capability("goog:loggingPrefs", {"browser": "ALL"})
        self.driver = webdriver.Chrome(service=Service(f"/usr/bin/{require('chromedriver', 'chromium-driver')}"),
                                       options=options)

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.driver.quit()

    def goes_to(self, url):
        self.driver.get(url)

    def part(self, identifier):
        return self.driver.find_element(By.ID, identifier)

    def shows(self, identifier, text):
        """Waits until the element has text that contains this; returns all of it."""
        def text_of(_):
            found = self.part(identifier).text
            return text in found and found
        return WebDriverWait(self.driver, PATIENCE).until(text_of, f"{identifier} never showed {text!r}")

    def runs(self, script, *arguments):
        """What an asynchronous function's body returns."""
        return self.driver.execute_script(f"return (async () => {{ {script} }})()", *arguments)

    @property
    def complaints(self):
        """What the console says is wrong."""
        return [entry["message"] for entry in self.driver.get_log("browser") if entry["level"] == "SEVERE"]
