"""Build hook: put the rules, read and ready to use, into the package, so that its first run starts as fast as any."""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

PLACE = "cleaner/_packs.image"


class ReadyRules(BuildHookInterface[Any]):
    """Makes the image with the code and the rules that are being packed."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Make it; in a checkout that is installed as it is, beside the code."""
        sys.path.insert(0, self.root)
        try:
            from cleaner.engine.ready import ship
        finally:
            sys.path.remove(self.root)
        if version == "editable":
            ship(Path(self.root, PLACE))
            return
        made = Path(tempfile.mkdtemp(prefix="cleaner-"), "packs.image")
        ship(made)
        build_data["force_include"][str(made)] = PLACE
