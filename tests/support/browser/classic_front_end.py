"""nbclassic: the notebook as it was before version 7."""

from support.browser.front_end_kind import FrontEnd

_READY = """path => {
    const notebook = window.Jupyter?.notebook;
    return Boolean(notebook?.notebook_path === path && notebook._fully_loaded
        && notebook.kernel?.is_connected());
}"""
# a cell that raises has ended too, so its reply is waited for and not what it says
_RUN = """index => {
    const {notebook} = window.Jupyter;
    const ended = (window.endedCells ??= {});
    ended[index] = false;
    const hear = (_, {cell}) => {
        if (notebook.find_cell_index(cell) !== index) return;
        notebook.events.off('finished_execute.CodeCell', hear);
        ended[index] = true;
    };
    notebook.events.on('finished_execute.CodeCell', hear);
    notebook.execute_cells([index]);
}"""
_RUN_ALL = """() => new Promise(resolve => {
    const {notebook} = window.Jupyter;
    const last = notebook.ncells() - 1;
    const hear = (_, {cell}) => {
        if (notebook.find_cell_index(cell) !== last) return;
        notebook.events.off('finished_execute.CodeCell', hear);
        resolve();
    };
    notebook.events.on('finished_execute.CodeCell', hear);
    notebook.execute_all_cells();
})"""
# the reply of a cell may come before its last output
_IDLE = (
    "() => !window.Jupyter.notebook.kernel_busy && window.Jupyter.notebook.kernel.is_connected()"
)
_RESTART = """() => new Promise(resolve => {
    const {kernel} = window.Jupyter.notebook;
    kernel.events.one('kernel_ready.Kernel', resolve);
    kernel.restart();
})"""

NBCLASSIC = FrontEnd(
    name="nbclassic",
    path="/nbclassic/notebooks/{name}",
    cell=".code_cell",
    output=".output_wrapper",
    ready=_READY,
    idle=_IDLE,
    run=_RUN,
    run_all=_RUN_ALL,
    outputs="index => window.Jupyter.notebook.get_cell(index).toJSON().outputs",
    select="index => { window.Jupyter.notebook.select(index); }",
    set_source="([index, source]) => window.Jupyter.notebook.get_cell(index).set_text(source)",
    restart=_RESTART,
    save="() => window.Jupyter.notebook.save_notebook()",
    subshells=False,
    own_errors={
        r"nbextensions/(voila|widgets)/": "it asks for extensions that are not installed",
        r"Comm promise not found": "a page loaded anew hears of widgets before it has made them",
    },
)
