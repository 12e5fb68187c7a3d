"""What a DOCX must be so that Word opens it (ECMA-376, parts 1 and 2, the transitional schema).

LibreOffice reads much that Word calls damaged: children in the wrong order, styles and targets that
are not there, rows that do not fill their grid. What can be told from the file alone is told here.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from io import BytesIO
from posixpath import dirname, join, normpath
from zipfile import ZipFile

from lxml import etree

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
WP = "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing"
TYPES = "[Content_Types].xml"

ORDERS = {
    "pPr": """pStyle keepNext keepLines pageBreakBefore framePr widowControl numPr
        suppressLineNumbers pBdr shd tabs suppressAutoHyphens kinsoku wordWrap overflowPunct
        topLinePunct autoSpaceDE autoSpaceDN bidi adjustRightInd snapToGrid spacing ind
        contextualSpacing mirrorIndents suppressOverlap jc textDirection textAlignment
        textboxTightWrap outlineLvl divId cnfStyle rPr sectPr pPrChange""",
    "rPr": """rStyle rFonts b bCs i iCs caps smallCaps strike dstrike outline shadow emboss imprint
        noProof snapToGrid vanish webHidden color spacing w kern position sz szCs highlight u effect
        bdr shd fitText vertAlign rtl cs em lang eastAsianLayout specVanish oMath""",
    "tblPr": """tblStyle tblpPr tblOverlap bidiVisual tblStyleRowBandSize tblStyleColBandSize tblW
        jc tblCellSpacing tblInd tblBorders shd tblLayout tblCellMar tblLook tblCaption
        tblDescription tblPrChange""",
    "tcPr": """cnfStyle tcW gridSpan hMerge vMerge tcBorders shd noWrap tcMar textDirection
        tcFitText vAlign hideMark headers""",
    "sectPr": """headerReference footerReference footnotePr endnotePr type pgSz pgMar paperSrc
        pgBorders lnNumType pgNumType cols formProt vAlign noEndnote titlePg textDirection bidi
        rtlGutter docGrid printerSettings""",
    "tblCellMar": "top start left bottom end right",
    "tcMar": "top start left bottom end right",
    "tblBorders": "top start left bottom end right insideH insideV",
    "tcBorders": "top start left bottom end right insideH insideV tl2br tr2bl",
    "pBdr": "top left bottom right between bar",
    "tbl": "bookmarkStart bookmarkEnd tblPr tblGrid tr",
    "tr": "tblPrEx trPr tc",
    "font": """altName panose1 charset family notTrueType pitch sig embedRegular embedBold
        embedItalic embedBoldItalic""",
    "style": """name aliases basedOn next link autoRedefine hidden uiPriority semiHidden
        unhideWhenUsed qFormat locked personal personalCompose personalReply rsid pPr rPr tblPr trPr
        tcPr tblStylePr""",
    "tblStylePr": "pPr rPr tblPr trPr tcPr",
    "styles": "docDefaults latentStyles style",
    "numbering": "numPicBullet abstractNum num numIdMacAtCleanup",
    "abstractNum": "nsid multiLevelType tmpl name styleLink numStyleLink lvl",
    "lvl": """start numFmt lvlRestart pStyle isLgl suff lvlText lvlPicBulletId legacy lvlJc pPr
        rPr""",
    "settings": """writeProtection view zoom removePersonalInformation removeDateAndTime
        mirrorMargins proofState attachedTemplate stylePaneFormatFilter stylePaneSortMethod
        documentType trackRevisions documentProtection defaultTabStop autoHyphenation
        defaultTableStyle evenAndOddHeaders drawingGridHorizontalSpacing
        drawingGridVerticalSpacing characterSpacingControl savePreviewPicture updateFields
        footnotePr endnotePr compat docVars rsids mathPr attachedSchema themeFontLang
        clrSchemeMapping doNotAutoCompressPictures shapeDefaults decimalSymbol listSeparator""",
}
"""The children of each in the only order there is; some of the settings are left out here."""

SEVERAL = {
    "sectPr": {"headerReference", "footerReference"},
    "tbl": {"bookmarkStart", "bookmarkEnd", "tr"},
    "tr": {"tc"},
    "style": {"tblStylePr"},
    "styles": {"style"},
    "numbering": {"abstractNum", "num"},
    "abstractNum": {"lvl"},
}
"""Those of which there may be more than one."""

NEEDED = {"zoom": "percent", "sz": "val", "jc": "val", "gridCol": "w", "tcW": "w"}
"""Attributes without which an element is none."""

STYLE_OF = {"pStyle": "paragraph", "rStyle": "character", "tblStyle": "table"}


@dataclass(frozen=True)
class Package:
    """The parts of the file by their names, and of those that are XML the trees."""

    names: list[str]
    trees: dict[str, etree._Element]

    def all(self, name: str, *, of: str = "") -> Iterator[etree._Element]:
        """Elements of WordprocessingML, of one part or of all."""
        for part, tree in self.trees.items():
            if not of or part == of:
                yield from tree.iter(f"{{{W}}}{name}")


def faults(file: bytes) -> list[str]:
    """What is wrong with the file; nothing, if Word can be expected to open it."""
    package, broken = _opened(file)
    return broken or [fault for check in CHECKS for fault in check(package)]


def _opened(file: bytes) -> tuple[Package, list[str]]:
    trees, broken = {}, []
    with ZipFile(BytesIO(file)) as archive:
        names = archive.namelist()
        for name in names:
            if name.endswith((".xml", ".rels")):
                try:
                    trees[name] = etree.fromstring(archive.read(name))
                except etree.XMLSyntaxError as error:
                    broken.append(f"{name} is not well formed: {error}")
    return Package(names, trees), broken


def _types(package: Package) -> Iterator[str]:
    """Each part has a content type, and each content type a part."""
    types = package.trees[TYPES]
    defaults = {each.get("Extension") for each in types if each.get("Extension")}
    own = [each.get("PartName", "").removeprefix("/") for each in types if each.get("PartName")]
    yield from (f"{name} is there twice" for name, n in Counter(package.names).items() if n > 1)
    for name in package.names:
        if name != TYPES and name not in own and name.rpartition(".")[2] not in defaults:
            yield f"{name} has no content type"
    yield from (f"{name} has a type and is not there" for name in own if name not in package.names)


def _targets(package: Package) -> Iterator[str]:
    """Each relationship leads to a part, and what is referred to is a relationship."""
    for name, tree in package.trees.items():
        if not name.endswith(".rels"):
            continue
        source = f"{dirname(dirname(name))}/{name.rpartition('/')[2].removesuffix('.rels')}"
        source = source.removeprefix("/")
        keys = [link.get("Id") for link in tree]
        yield from (f"{name} has {key} twice" for key, n in Counter(keys).items() if n > 1)
        for link in tree:
            target = link.get("Target", "")
            if link.get("TargetMode") == "External":
                continue
            found = normpath(join(dirname(source), target)).removeprefix("/")
            if found not in package.names:
                yield f"{name} leads to {target}, which is not there"
        for element in package.trees.get(source, etree.Element("none")).iter():
            for attribute, key in element.attrib.items():
                if str(attribute).startswith(f"{{{R}}}") and key not in keys:
                    yield f"{source} refers to {key}, which is no relationship"


def _styles(package: Package) -> Iterator[str]:
    kinds = {each.get(f"{{{W}}}styleId"): each.get(f"{{{W}}}type") for each in package.all("style")}
    if len(kinds) != sum(1 for _style in package.all("style")):
        yield "two styles have the same key"
    for name, kind in STYLE_OF.items():
        for element in package.all(name):
            if kinds.get(_value(element)) != kind:
                yield f"{name} is {_value(element)}, which is no style of that kind"
    for name in ("basedOn", "next", "link"):
        for element in package.all(name):
            if _value(element) not in kinds:
                yield f"{name} is {_value(element)}, which is no style"


def _numbering(package: Package) -> Iterator[str]:
    known = {each.get(f"{{{W}}}numId") for each in package.all("num", of="word/numbering.xml")}
    abstract = {each.get(f"{{{W}}}abstractNumId") for each in package.all("abstractNum")}
    for number in package.all("numPr"):
        key = number.find(f"{{{W}}}numId")
        if key is not None and _value(key) not in known | {"0"}:
            yield f"numId is {_value(key)}, which is no numbering"
    for number in package.all("num", of="word/numbering.xml"):
        key = number.find(f"{{{W}}}abstractNumId")
        if key is None or _value(key) not in abstract:
            yield "a numbering is of no kind"


def _tables(package: Package) -> Iterator[str]:
    """Rows fill the grid, cells are as wide as it says, and each ends with a paragraph."""
    for table in package.all("tbl"):
        grid = [int(each.get(f"{{{W}}}w", 0)) for each in table.iterfind(f"{{{W}}}tblGrid/*")]
        for row in table.iterfind(f"{{{W}}}tr"):
            at = sum(_numbers(row, "trPr/gridBefore"))
            for cell in row.iterfind(f"{{{W}}}tc"):
                span = next(_numbers(cell, "tcPr/gridSpan"), 1)
                width = next(_numbers(cell, "tcPr/tcW", attribute="w"), None)
                if width is not None and width != sum(grid[at : at + span]):
                    yield f"a cell is {width} wide where the grid has {grid[at : at + span]}"
                if len(cell) == 0 or cell[-1].tag != f"{{{W}}}p":
                    yield "a cell does not end with a paragraph"
                at += span
            at += sum(_numbers(row, "trPr/gridAfter"))
            if at != len(grid):
                yield f"a row fills {at} of {len(grid)} columns"


def _order(package: Package) -> Iterator[str]:
    for parent, names in ORDERS.items():
        order = names.split()
        for element in package.all(parent):
            children = [etree.QName(child) for child in element if isinstance(child.tag, str)]
            found = [each.localname for each in children if "w14" not in each.namespace]
            found = [name for name in found if name not in ("docId", "defaultImageDpi")]
            if unknown := set(found) - set(order):
                yield f"{parent} holds {sorted(unknown)}"
            elif found != sorted(found, key=order.index):
                yield f"{parent} holds {found} in this order"
            several = SEVERAL.get(parent, set())
            for name, n in Counter(found).items():
                if n > 1 and name not in several:
                    yield f"{parent} holds {name} twice"
    for name, attribute in NEEDED.items():
        for element in package.all(name):
            if element.get(f"{{{W}}}{attribute}") is None:
                yield f"{name} has no {attribute}"
    body = package.trees["word/document.xml"][0]
    if body[-1].tag != f"{{{W}}}sectPr":
        yield "the document does not end with its section"


def _marks(package: Package) -> Iterator[str]:
    """Marks have a beginning, an end and a name of their own; links and fields lead to them."""
    starts = list(package.all("bookmarkStart"))
    keys = Counter(each.get(f"{{{W}}}id") for each in starts)
    names = Counter(each.get(f"{{{W}}}name") for each in starts)
    if keys != Counter(each.get(f"{{{W}}}id") for each in package.all("bookmarkEnd")):
        yield "a mark does not end"
    yield from (f"the mark {name} is there twice" for name, n in names.items() if n > 1)
    yield from ("two marks have the same key" for n in keys.values() if n > 1)
    asked = [each.get(f"{{{W}}}anchor") for each in package.all("hyperlink")]
    for field in package.all("instrText"):
        what, *rest = (field.text or "").split()
        asked += rest[:1] if what == "PAGEREF" else []
    yield from (f"{name} is no mark" for name in asked if name and name not in names)


def _fields(package: Package) -> Iterator[str]:
    """Each begins, says what it is, shows what came out, and ends within the part."""
    for part in package.trees:
        open_fields: list[str] = []
        for mark in package.all("fldChar", of=part):
            kind = mark.get(f"{{{W}}}fldCharType")
            match kind, open_fields[-1:]:
                case "begin", _:
                    open_fields.append("begin")
                case "separate", ["begin"]:
                    open_fields[-1] = "separate"
                case "end", [_]:
                    open_fields.pop()
                case _:
                    yield f"{part}: a field has its {kind} at the wrong place"
        if open_fields:
            yield f"{part}: a field does not end"


def _drawings(package: Package) -> Iterator[str]:
    keys = Counter(
        each.get("id") for tree in package.trees.values() for each in tree.iter(f"{{{WP}}}docPr")
    )
    yield from (f"two drawings are number {key}" for key, n in keys.items() if n > 1)


CHECKS: tuple[Callable[[Package], Iterator[str]], ...] = (
    _types,
    _targets,
    _styles,
    _numbering,
    _tables,
    _order,
    _marks,
    _fields,
    _drawings,
)


def _value(element: etree._Element) -> str | None:
    return element.get(f"{{{W}}}val")


def _numbers(element: etree._Element, path: str, *, attribute: str = "val") -> Iterator[int]:
    found = element.iterfind("/".join(f"{{{W}}}{name}" for name in path.split("/")))
    yield from (int(each.get(f"{{{W}}}{attribute}", 0)) for each in found)
