"""What can be seen of a page's accessibility without a person: names, contrast, the order of the keyboard, what fits."""

import json

from playwright.async_api import Frame, Page

# What needs a name and has none, ids that are there twice, and headings that skip a level.
NAMES = """() => {
    const seen = (each) => each.checkVisibility({ visibilityProperty: true });
    const named = (each) => each.labels?.length || each.getAttribute("aria-label") || each.getAttribute("aria-labelledby")
        || each.textContent.trim() || each.getAttribute("alt") !== null || each.title;
    const wrong = [...document.querySelectorAll("input:not([type=hidden]), select, textarea, button, a, img, iframe, summary, dialog")]
        .filter((each) => seen(each) && !named(each)).map((each) => `no name: ${each.outerHTML.slice(0, 120)}`);
    const ids = [...document.querySelectorAll("[id]")].map((each) => each.id);
    wrong.push(...ids.filter((id, index) => ids.indexOf(id) !== index).map((id) => `twice: #${id}`));
    let level = 0;
    for (const heading of document.querySelectorAll("h1, h2, h3, h4")) {
        if (!seen(heading)) continue;
        const next = Number(heading.tagName[1]);
        if (next > level + 1) wrong.push(`heading ${heading.tagName} after H${level}: ${heading.textContent}`);
        level = next;
    }
    if (!document.documentElement.lang) wrong.push("the page has no language");
    if (!document.title) wrong.push("the page has no title");
    return wrong;
}"""

# WCAG's ratio of each text that shows to what is behind it, where it is less than it should be. `ignored` is not looked at.
CONTRAST = """(ignored) => {
    ignored ??= ".unseen, script, style, svg, [aria-hidden=true]";
    const channel = (value) => (value /= 255) <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
    const canvas = Object.assign(document.createElement("canvas"), { width: 1, height: 1 }).getContext("2d", { willReadFrequently: true });
    const rgba = (color) => {
        canvas.clearRect(0, 0, 1, 1);
        canvas.fillStyle = color;
        canvas.fillRect(0, 0, 1, 1);
        return [...canvas.getImageData(0, 0, 1, 1).data];
    };
    const luminance = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
    const behind = (element) => {
        for (let each = element; each; each = each.parentElement) {
            const color = rgba(getComputedStyle(each).backgroundColor);
            if (color[3] > 250) return color;
        }
        return [255, 255, 255];
    };
    const faint = [];
    for (const element of document.querySelectorAll("body *")) {
        if (!element.checkVisibility({ visibilityProperty: true }) || element.closest(ignored)) continue;
        if (![...element.childNodes].some((node) => node.nodeType === 3 && node.textContent.trim())) continue;
        const style = getComputedStyle(element);
        const [one, two] = [luminance(rgba(style.color)), luminance(behind(element))];
        const ratio = (Math.max(one, two) + 0.05) / (Math.min(one, two) + 0.05);
        const isLarge = parseFloat(style.fontSize) >= 24 || (parseFloat(style.fontSize) >= 18.7 && style.fontWeight >= 700);
        if (ratio < (isLarge ? 3 : 4.5)) faint.push(`contrast ${ratio.toFixed(2)}: ${element.className} ${element.textContent.trim().slice(0, 40)}`);
    }
    return faint;
}"""

# What is wider than the window, or too small to be hit.
FIT = """() => {
    const wrong = [];
    if (document.documentElement.scrollWidth > innerWidth) wrong.push(`${document.documentElement.scrollWidth} pixels wide`);
    for (const each of document.querySelectorAll("button, a, input, summary")) {
        const box = each.getBoundingClientRect();
        const target = each.labels?.[0]?.getBoundingClientRect() ?? box;
        if (each.checkVisibility({ visibilityProperty: true }) && !each.closest(".unseen") && Math.max(box.height, target.height) < 24) {
            wrong.push(`too small: ${each.id || each.textContent.trim()} ${Math.round(box.height)}`);
        }
    }
    return wrong;
}"""


async def check(page: Page | Frame, what: str = ""):
    """Raises with everything that is wrong with the page as it shows now."""
    wrong = [each for script in (NAMES, CONTRAST, FIT) for each in await page.evaluate(script)]
    assert not wrong, f"{what}: {json.dumps(wrong, indent=1)}"


async def keyboard(page: Page, count: int) -> list[str]:
    """Where the keyboard goes, from the beginning of the page on: names of what has the focus, and that it can be seen."""
    order = []
    for _ in range(count):
        await page.keyboard.press("Tab")
        name, is_seen = await page.evaluate("""() => {
            const each = document.activeElement;
            const style = getComputedStyle(each);
            const isSeen = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 || style.boxShadow !== "none";
            return [each.getAttribute("aria-label") || each.labels?.[0]?.textContent.trim() || each.textContent.trim(), isSeen];
        }""")
        assert is_seen, f"the focus on {name} cannot be seen"
        order.append(name)
    return order
