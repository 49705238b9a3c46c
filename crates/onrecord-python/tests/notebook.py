"""Runs docs/trajectory.ipynb from the first cell to the last; fails where a cell fails or no picture is drawn."""

import pathlib

import nbformat
from nbclient import NotebookClient

DOCS = pathlib.Path(__file__).resolve().parents[3] / "docs"


def main() -> None:
    page = nbformat.read(DOCS / "trajectory.ipynb", as_version=4)
    NotebookClient(page, timeout=600, resources={"metadata": {"path": str(DOCS)}}).execute()
    drawn = [out for cell in page.cells for out in cell.get("outputs", []) if "image/png" in out.get("data", {})]
    if not drawn:
        raise SystemExit("docs/trajectory.ipynb draws nothing")


if __name__ == "__main__":
    main()
