#!/usr/bin/env python3
"""Bad redactions as `postroom disclose check` finds them, against x-ray of the Free Law Project.

    python3 benches/redactions.py POSTROOM [FOLDER]

POSTROOM is the program. Each file hides one invented name badly, in one way; the controls hide nothing badly. Counted is who
tells the name (x-ray: in a text it reports; we: in the words of a finding that fails the file, or a mark over them), and whom a
control alarms. With FOLDER the files are kept there. Ends with 1 where x-ray tells a name and we do not.
Needs x-ray and PyMuPDF.
"""
import asyncio, json, os, pathlib, subprocess, sys, tempfile
import pymupdf, xray

NAME = "Zephyrine Oakenfold"
BLACK, WHITE = (0, 0, 0), (1, 1, 1)
X, Y = 72, 200


def letter(shown=NAME, colour=BLACK, **how):
    """A page of a letter with the name on a line of its own, and the box around it."""
    doc = pymupdf.open()
    page = doc.new_page()
    for n, line in enumerate(["Dear team,", "the carer who came on Monday was", "", "She left after ten minutes."]):
        page.insert_text((X, Y - 40 + n * 20), line, fontsize=12)
    if shown:
        page.insert_text((X, Y), shown, fontsize=12, color=colour, **how)
    wide = pymupdf.get_text_length(NAME, fontsize=12)
    return doc, page, pymupdf.Rect(X - 1, Y - 11, X + wide + 1, Y + 4)


def boxed(fill, **how):
    doc, page, box = letter()
    page.draw_rect(box, color=fill, fill=fill, **how)
    return doc


def thick_line():
    doc, page, box = letter()
    page.draw_line((box.x0, Y - 4), (box.x1, Y - 4), color=BLACK, width=16)
    return doc


def strips():
    doc, page, box = letter()
    for n in range(5):
        top = box.y0 + n * box.height / 5
        page.draw_rect((box.x0, top, box.x1, top + box.height / 5 + 0.3), color=None, fill=BLACK)
    return doc


def polygon():
    doc, page, box = letter()
    corners = [box.tl, box.tr, box.br + (3, 2), box.bl + (-2, 1), box.tl]
    page.draw_polyline(corners, color=BLACK, fill=BLACK, closePath=True)
    return doc


def part():
    doc, page, box = letter()
    page.draw_rect((box.x0, box.y0, X + pymupdf.get_text_length("Zephyrine ", fontsize=12), box.y1), color=BLACK, fill=BLACK)
    return doc


def annotated(add, **colours):
    doc, page, box = letter()
    mark = add(page, box)
    if colours:
        mark.set_colors(**colours)
        mark.update()
    return doc


def ink(page, box):
    mark = page.add_ink_annot([[(box.x0, Y - 4), (box.x1, Y - 4)]])
    mark.set_border(width=16)
    return mark


def under_picture(value):
    doc, page, box = letter()
    picture = pymupdf.Pixmap(pymupdf.csRGB, pymupdf.IRect(0, 0, 60, 10), False)
    picture.clear_with(value)
    page.insert_image(box, pixmap=picture, keep_proportion=False)
    return doc


def ground_first(fill, text):
    doc, page, box = letter(shown=None)
    page.draw_rect(box, color=fill, fill=fill)
    page.insert_text((X, Y), NAME, fontsize=12, color=text)
    return doc


def form():
    source, page, box = letter()
    page.draw_rect(box, color=BLACK, fill=BLACK)
    doc = pymupdf.open()
    doc.new_page().show_pdf_page(pymupdf.paper_rect("a4"), source, 0)
    return doc


def turned():
    doc, page, box = letter()
    page.draw_rect(box, color=BLACK, fill=BLACK)
    page.set_rotation(90)
    return doc


def second_page():
    doc = boxed(BLACK)
    page = doc.new_page(0)
    page.insert_text((X, Y), "The first page hides nothing.", fontsize=12)
    return doc


def bookmark():
    doc, _, _ = letter(shown="someone")
    doc.set_toc([[1, NAME, 1]])
    return doc


def cropped():
    doc, page, _ = letter(shown=None)
    page.insert_text((X, 700), NAME, fontsize=12)
    page.set_cropbox((0, 0, page.rect.width, 600))
    return doc


def replaced():
    doc, page, _ = letter(shown="someone")
    last = page.get_contents()[-1]
    doc.update_stream(last, b"/Span << /ActualText (%s) >> BDC\n%s\nEMC\n" % (NAME.encode(), doc.xref_stream(last)))
    return doc


def applied():
    doc, page, box = letter()
    page.add_redact_annot(box, fill=BLACK)
    page.apply_redactions()
    return doc


def shaded_table():
    doc, page, box = letter()
    page.draw_rect(box, color=BLACK, fill=(0.85, 0.85, 0.85), overlay=False)
    return doc


def underlined():
    doc, page, box = letter()
    page.draw_rect((box.x0, Y + 2, box.x1, Y + 3), color=BLACK, fill=BLACK)
    return doc


def box_beside():
    doc, page, box = letter()
    page.draw_rect((box.x1 + 20, box.y0, box.x1 + 120, box.y1), color=BLACK, fill=BLACK)
    return doc


BAD = {
    "black box": lambda: boxed(BLACK),
    "dark grey box": lambda: boxed((0.2, 0.2, 0.2)),
    "white box": lambda: boxed(WHITE),
    "blue box": lambda: boxed((0, 0, 0.7)),
    "box in strips": strips,
    "box that is no rectangle": polygon,
    "thick line": thick_line,
    "box over one word of two": part,
    "box on a turned page": turned,
    "box on the second page": second_page,
    "box in a form": form,
    "under a black picture": lambda: under_picture(0),
    "under a white picture": lambda: under_picture(255),
    "black text on a black box": lambda: ground_first(BLACK, BLACK),
    "blue text on a blue box": lambda: ground_first((0, 0, 0.7), (0, 0, 0.7)),
    "white text": lambda: letter(colour=WHITE)[0],
    "unseen text (mode 3)": lambda: letter(render_mode=3)[0],
    "beyond the crop box": cropped,
    "mark for redaction, not applied": lambda: annotated(lambda p, b: p.add_redact_annot(b, fill=BLACK)),
    "black highlight": lambda: annotated(lambda p, b: p.add_highlight_annot(b), stroke=BLACK),
    "black square as a note": lambda: annotated(lambda p, b: p.add_rect_annot(b), stroke=BLACK, fill=BLACK),
    "black ink": lambda: annotated(ink, stroke=BLACK),
    "bookmark": bookmark,
    "replacement text": replaced,
}
CONTROLS = {
    "redaction carried out": applied,
    "plain page": lambda: letter()[0],
    "shaded cell": shaded_table,
    "white on a black bar, readable": lambda: ground_first(BLACK, WHITE),
    "underlined": underlined,
    "box beside the text": box_beside,
    "yellow highlight": lambda: annotated(lambda p, b: p.add_highlight_annot(b)),
}


def told(text):
    squeezed = "".join(c for c in text.lower() if c.isalnum())
    return "zephyrine" in squeezed or "oakenfold" in squeezed


def by_xray(path):
    try:
        pages = asyncio.run(xray.inspect(path))
        found = [r["text"] for page in pages.values() for r in page]
    except Exception as error:  # What it dies of stands in the table too.
        return f"{type(error).__name__}", False, False
    return "", any(told(t) for t in found), bool(found)


def by_us(program, path, settings):
    ran = subprocess.run([program, "--config", settings, "disclose", "check", "--json", "--show", path], capture_output=True, text=True)
    line = json.loads(ran.stdout.splitlines()[0])
    serious = [f for f in line["findings"] if f["serious"]]
    marks = {"mark for redaction, never applied", "dark annotation laid over the page"}
    named = any(told(f.get("text") or "") or f["kind"] in marks for f in serious)
    return "; ".join(f["kind"] for f in serious), named, not line["passed"]


def main():
    program = os.path.abspath(sys.argv[1])
    kept = pathlib.Path(sys.argv[2]) if len(sys.argv) > 2 else None
    worse, sums = [], [0, 0, 0, 0]
    with tempfile.TemporaryDirectory() as folder:
        folder = kept or pathlib.Path(folder)
        folder.mkdir(exist_ok=True)
        settings = folder / "config.yaml"
        rules = pathlib.Path(__file__).resolve().parent.parent / "rules"
        settings.write_text(f"council: {{ name: Northmoor Council, mailbox: sscu@northmoor.example }}\nfolders: {{ rules: {rules} }}\n"
                            "mail: { from: postroom@northmoor.example }\n")
        for name, make in [*BAD.items(), *CONTROLS.items()]:
            path = folder / f"{name.replace(' ', '-').replace(',', '').replace('(', '').replace(')', '')}.pdf"
            make().save(path)
            fault, theirs, alarm = by_xray(path)
            words, ours, failed = by_us(program, path, settings)
            bad = name in BAD
            theirs, ours = (theirs, ours) if bad else (alarm, failed)
            sums = [s + n for s, n in zip(sums, [theirs and bad, ours and bad, theirs and not bad, ours and not bad])]
            if bad and theirs and not ours:
                worse.append(name)
            yes = lambda found: "found" if bad and found else "alarm" if found else "-"
            print(f"| {name}{'' if bad else ' (control)'} | {yes(theirs)}{' ' + fault if fault else ''} | {yes(ours)} | {words} |")
    print(f"\n{len(BAD)} bad redactions: x-ray {sums[0]}, postroom {sums[1]}. {len(CONTROLS)} controls: alarms of x-ray {sums[2]}, of postroom {sums[3]}.")
    if worse:
        print("x-ray finds what we do not:", ", ".join(worse))
    sys.exit(bool(worse))


if __name__ == "__main__":
    main()
