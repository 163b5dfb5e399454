"""Voila: a notebook as a page of its own, all cells run when it is opened."""

from support.browser.front_end_kind import FrontEnd

VOILA = FrontEnd(
    name="voila",
    path="/voila/render/{name}?theme={theme}",
    cell=".jp-Notebook .jp-Cell",
    output=".jp-Cell-outputWrapper",
    # its widgets are drawn in place of the placeholders once the whole page is there
    ready="() => document.readyState === 'complete' && Boolean(document.querySelector('.jp-Cell'))",
    own_errors={
        r"cdn\.jsdelivr\.net|fontawesome": "its icons come from a network that may be out of reach",
        r"RUNTIME-012": "it lacks a module that an extension of JupyterLab shares",
    },
)
