"""JupyterLab and Notebook 7: one application in two shells."""

from dataclasses import replace

from support.browser.front_end_kind import FrontEnd

_READY = """path => {
    const app = window.jupyterapp;
    if (!app || document.querySelector('#jupyterlab-splash')) return false;
    const panel = app.shell.currentWidget;
    return panel?.context?.path === path && panel.sessionContext.isReady
        && panel.context.isReady;
}"""
_OPEN = """async path => {
    window.endedCells = {};
    await window.jupyterapp.commands.execute('docmanager:open', {path});
}"""
_LEAVE = """() => {
    for (const shown of [...window.jupyterapp.shell.widgets('main')])
        if (!shown.id.startsWith('launcher')) shown.dispose();
    return !document.querySelector('.jp-Dialog');
}"""
_IDLE = """async () => {
    const context = window.jupyterapp.shell.currentWidget?.sessionContext;
    const kernel = context?.session?.kernel;
    if (kernel && context.kernelDisplayStatus === 'unknown') {
        // a kernel that starts again says so once, which may be lost: it is idle if it answers
        const later = new Promise(resolve => setTimeout(resolve, 1000));
        const answer = await Promise.race([kernel.requestKernelInfo(), later]).catch(() => null);
        if (answer && kernel.status === 'unknown') return true;
    }
    return context?.kernelDisplayStatus === 'idle';
}"""
_RUN = """index => {
    const app = window.jupyterapp;
    const {content} = app.shell.currentWidget;
    content.deselectAll();
    content.activeCellIndex = index;
    const ended = (window.endedCells ??= {});
    ended[index] = false;
    app.commands.execute('notebook:run-cell').finally(() => { ended[index] = true; });
}"""
_OUTPUTS = """index => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
    return cell.model.outputs.toJSON();
}"""
_SELECT = """index => {
    window.jupyterapp.shell.currentWidget.content.activeCellIndex = index;
}"""
_SET_SOURCE = """([index, source]) => {
    const cell = window.jupyterapp.shell.currentWidget.content.widgets[index];
    cell.model.sharedModel.setSource(source);
}"""
_RESTART = """() => {
    const {sessionContext} = window.jupyterapp.shell.currentWidget;
    return sessionContext.session.kernel.restart();
}"""
_CHANGE_THEME = """name => {
    const theme = name === 'dark' ? 'JupyterLab Dark' : 'JupyterLab Light';
    return window.jupyterapp.commands.execute('apputils:change-theme', {theme});
}"""
_OWN_ERRORS = {
    r"removeChild.*(jlab|notebook)_core": "it takes its splash away twice after a change of theme",
    r"widget model not found": "the kernel has ended, or took more than two seconds to answer",
    r"reading 'Queue'.*jupyterlab-manager": "its widgets of ipywidgets 7 ask for MathJax 2",
}

LAB = FrontEnd(
    name="lab",
    path="/lab/workspaces/{workspace}/tree/{name}",
    cell=".jp-Notebook .jp-Cell",
    output=".jp-Cell-outputWrapper",
    ready=_READY,
    open=_OPEN,
    leave=_LEAVE,
    idle=_IDLE,
    run=_RUN,
    run_all="() => window.jupyterapp.commands.execute('notebook:run-all-cells')",
    outputs=_OUTPUTS,
    select=_SELECT,
    set_source=_SET_SOURCE,
    restart=_RESTART,
    save="() => window.jupyterapp.commands.execute('docmanager:save')",
    change_theme=_CHANGE_THEME,
    own_errors=_OWN_ERRORS,
)

NOTEBOOK_7 = replace(
    LAB,
    name="notebook7",
    path="/notebooks/{name}",
    open="",
    leave="",
    own_errors=_OWN_ERRORS
    | {
        r"reading 'schema'": "its table of short cuts asks for plugins that are not there",
        r"403 .*/static/notebook/\w+\.woff2": "its server takes JupyterLab's copy of a font for it",
        r"'filebrowser:open-path' not registered": "it has no file browser beside a notebook",
    },
)
