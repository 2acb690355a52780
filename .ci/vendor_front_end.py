"""Brings the NHS design system's compiled CSS into cms/static, made neutral: nothing is fetched at run time.

    npm pack nhsuk-frontend@10.6.1
    python .ci/vendor_front_end.py nhsuk-frontend-10.6.1.tgz

It takes out the Frutiger font faces and every outside address, and turns the palette's blues and the button
green into custom properties, so that a brand is a handful of values (docs/front-end.md).
"""

import re
import sys
import tarfile
from pathlib import Path

TARGET = Path(__file__).resolve().parents[1] / "cms" / "static" / "cms" / "vendor" / "nhsuk"
STYLESHEET = "package/dist/nhsuk/nhsuk-frontend.min.css"
FONTS = "Frutiger W01,arial,sans-serif"

# Colour of the design system -> our property; the properties have their values in site.css.
PROPERTIES = {
    "005eb8": "--lp-link",
    "330072": "--lp-link-visited",
    "7c2855": "--lp-link-hover",
    "002f5c": "--lp-link-active",
    "003087": "--lp-brand-dark",
    "004b93": "--lp-brand-hover",
    "003d78": "--lp-brand-dark",
    "0055a6": "--lp-brand-hover",
    "337ec6": "--lp-brand-line",
    "669ed4": "--lp-brand-line",
    "c7dcef": "--lp-tint-strong",
    "ccdff1": "--lp-tint-strong",
    "d9e7f4": "--lp-tint",
    "edf4fa": "--lp-tint",
    "004281": "--lp-brand-dark",
    "007f3b": "--lp-action",
    "00662f": "--lp-action-hover",
    "00401e": "--lp-action-dark",
    "212b32": "--lp-ink",
    "f0f4f5": "--lp-ground",
    "d8dde0": "--lp-line",
    "4c6272": "--lp-quiet",
}


def neutral(css: str) -> str:
    css = re.sub(r"@font-face\{[^}]*\}", "", css)
    css = css.replace(FONTS, "var(--lp-fonts)").replace(
        "/*# sourceMappingURL=nhsuk-frontend.min.css.map */", ""
    )
    css = re.sub(r"url\(/assets/images/[^)]*\)", "none", css)
    for colour, name in PROPERTIES.items():
        css = re.sub(rf"#{colour}\b", f"var({name})", css)
    outside = re.findall(r"url\((?!\"?data:)[^)]*\)|https?://(?!www\.w3\.org)[^\s\")]+|@import", css)
    if outside or "frutiger" in css.lower():
        raise SystemExit(f"still fetched or named: {outside or 'Frutiger'}")
    return css.strip() + "\n"


def main(archive: str) -> None:
    with tarfile.open(archive) as tar:
        stylesheet = tar.extractfile(STYLESHEET)
        assert stylesheet is not None
        css = neutral(stylesheet.read().decode())
    (TARGET / "nhsuk.css").write_text(css, encoding="utf-8")


if __name__ == "__main__":
    main(*sys.argv[1:])
