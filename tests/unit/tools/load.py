"""load.py -- imports a program of tools/, which has no .py in its name.

SPDX-License-Identifier: Apache-2.0
"""

import importlib.machinery
import importlib.util
import sys
from pathlib import Path

TOOLS = Path(__file__).resolve().parents[3] / "tools"


def load(name):
    if str(TOOLS) not in sys.path:
        sys.path.insert(0, str(TOOLS))
    module_name = name.removesuffix(".py").replace("-", "_")
    if module_name not in sys.modules:
        loader = importlib.machinery.SourceFileLoader(module_name, str(TOOLS / name))
        module = importlib.util.module_from_spec(
            importlib.util.spec_from_loader(module_name, loader))
        sys.modules[module_name] = module
        loader.exec_module(module)
    return sys.modules[module_name]
