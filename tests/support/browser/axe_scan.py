"""An accessibility scan of a part of a page, by axe-core."""

from support.browser.lab_notebook import PROJECT

_AXE = PROJECT / "js" / "node_modules" / "axe-core" / "axe.min.js"
_SCAN = """async place => {
    const {violations} = await window.axe.run(place, {resultTypes: ['violations']});
    return violations.filter(({impact}) => impact === 'serious' || impact === 'critical').flatMap(
        ({id, nodes}) => nodes.map(({html}) => `${id}: ${html.slice(0, 200)}`));
}"""


def serious_violations(place):
    """Return what axe-core finds serious or critical in a part of the page: the rule, the node."""
    frame = place.element_handle().owner_frame()
    assert frame is not None
    if not frame.evaluate("() => Boolean(window.axe)"):
        frame.add_script_tag(path=_AXE)
    return place.evaluate(_SCAN)
