"""Open a page in a headless Chromium and tell what a script saw in it."""

from __future__ import annotations

import html
import json
import re
import shutil
import subprocess
import tempfile

import pytest

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def seen(page, script, *, fragment="", flags=()):
    """What `script`, the body of an async function, returns in the page; `wait` waits for its timers and frames.

    Skips the test where there is no Chromium.
    """
    browser = next(filter(None, map(shutil.which, NAMES)), None)
    if not browser:
        pytest.skip(f"no browser: none of {', '.join(NAMES)} is on the path")
    probe = f"""<script>(async () => {{
      const after = (time) => new Promise((done) => setTimeout(done, time));
      const frame = () => new Promise((done) => requestAnimationFrame(done));
      // The browser's clock runs ahead of what it draws.
      const wait = () => after(300).then(() => Promise.race([frame().then(frame), after(3000)]));
      let got;
      try {{ got = await (async () => {{ {script} }})(); }} catch (error) {{ got = {{ fault: String(error) }}; }}
      const out = document.createElement("pre");
      out.id = "seen";
      out.textContent = JSON.stringify(got);
      document.body.replaceChildren(out);
    }})();</script>"""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        copy = page.with_name(f"{page.stem}-probed.html")
        copy.write_bytes(page.read_bytes() + probe.encode())
        command = [
            browser,
            *FLAGS,
            f"--user-data-dir={folder}",
            *flags,
            "--window-size=1280,900",
            "--virtual-time-budget=10000",
            "--dump-dom",
            f"{copy.as_uri()}{fragment}",
        ]
        done = subprocess.run(command, capture_output=True, timeout=100, check=False)
    found = re.search(r'<pre id="seen">(.*?)</pre>', done.stdout.decode(), re.DOTALL)
    assert found, done.stderr.decode()[-2000:]
    got = json.loads(html.unescape(found[1]))
    assert not (isinstance(got, dict) and "fault" in got), got
    return got
