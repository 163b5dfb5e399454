"""Our own page, with the behaviour of front ends that can't run here: Google Colab and VS Code.

The page is in ``page/``. The Jupyter server serves it, and gives it the notebook and a kernel.
"""

from dataclasses import replace

from support.browser.front_end_kind import FrontEnd

_RUN = """index => {
    const ended = (window.endedCells ??= {});
    ended[index] = false;
    window.notebook.run(index).finally(() => { ended[index] = true; });
}"""

VSCODE = FrontEnd(
    name="vscode",
    path="/static/notebook.html?front_end=vscode&notebook={name}&theme={theme}",
    cell=".cell",
    output=".outputs",
    ready="path => window.notebook?.path === path",
    idle="() => window.notebook.waiting === 0",
    run=_RUN,
    run_all="() => window.notebook.runAll()",
    outputs="index => window.notebook.outputs(index)",
    select="index => { window.notebook.select(index); }",
    set_source="([index, source]) => { window.notebook.setSource(index, source); }",
    restart="() => window.notebook.restart()",
    save="() => window.notebook.save()",
    change_theme="name => { window.notebook.setTheme(name); }",
    has_theme="name => document.body.classList.contains(`vscode-${name}`)",
    subshells=False,
)
"""The newest version."""

OLD_VSCODE = replace(VSCODE, name="vscode-old", path=f"{VSCODE.path}&styles=old")
"""Before it gave the widgets its colors: they stand on white."""

COLAB = replace(
    VSCODE,
    name="colab",
    path=VSCODE.path.replace("=vscode", "=colab"),
    frame="iframe",
    output="#output-area",
    has_theme="name => document.documentElement.getAttribute('theme') === name",
)
