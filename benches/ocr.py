#!/usr/bin/env python3
"""Word accuracy of scans as Postroom reads them, against tesseract called by hand on the straight page.

    python3 benches/ocr.py POSTROOM DATA [NAME...]

POSTROOM is the program, DATA the folder of public data (`ocr/`, `correspondence/`). Each page with a known text is read
straight, askew, turned by quarters and as a fax. By hand means tesseract on the straight page in the best of its page modes
1, 3, 4 and 6, chosen per page by the known text, which nobody has in practice. It writes nothing but a table.
Needs tesseract, poppler-utils and Pillow.
"""
import difflib, json, pathlib, subprocess, sys, tempfile
from PIL import Image

ANGLES = [1, -3, 5, -8, 8]


def askew(angle):
    return lambda p: p.rotate(-angle, expand=True, fillcolor=255, resample=Image.Resampling.BICUBIC)


VARIANTS = {
    "straight": lambda p: p,
    **{f"{angle} degrees": askew(angle) for angle in ANGLES},
    "turned 90": lambda p: p.transpose(Image.Transpose.ROTATE_90),
    "turned 180": lambda p: p.transpose(Image.Transpose.ROTATE_180),
    "turned 270": lambda p: p.transpose(Image.Transpose.ROTATE_270),
    "faxed": lambda p: p.resize((1728, p.height * 1728 // p.width)).point(lambda v: 255 if v > 140 else 0),
}


def words(text):
    return text.split()


def accuracy(read, truth):
    blocks = difflib.SequenceMatcher(None, words(truth), words(read), autojunk=False).get_matching_blocks()
    return sum(b.size for b in blocks) / max(1, len(words(truth)))


def pages(path, into):
    if path.suffix == ".pdf":
        subprocess.run(["pdftoppm", "-r", "300", "-gray", "-png", path, into / "page"], check=True)
        return [Image.open(p).convert("L") for p in sorted(into.glob("page*.png"))]
    image = Image.open(path)
    found = []
    for number in range(getattr(image, "n_frames", 1)):
        image.seek(number)
        page = image.convert("L")
        page.info["dpi"] = image.info.get("dpi", (0, 0))
        found.append(page)
    return found


def truths(data):
    t = data / "ocr/tesseract-test"
    yield t / "phototest.tif", t / "phototest.gold.txt"
    yield t / "eurotext.tif", t / "eurotext.txt"
    yield t / "8071_093.3B.tif", t / "8071_093.3B.txt"
    yield t / "8087_054.3B.tif", t / "8087_054.3B.txt"
    yield data / "ocr/ocrmypdf/linn.png", data / "ocr/ocrmypdf/linn.txt"
    for name in ["polar-bears", "why-rust"]:
        yield data / f"ocr/ocrs/{name}.png", data / f"ocr/ocrs/{name}.expected.txt"
    for scan in sorted((data / "correspondence/scans").iterdir()):
        truth = data / f"correspondence/letters/{scan.stem}.txt"
        if truth.exists():
            yield scan, truth


def hand(sheets, fine, mode, text, folder):
    read = ""
    for number, sheet in enumerate(sheets):
        file = folder / f"hand{number}.png"
        # A fineness that the file does not say, or cannot mean, is left for tesseract to guess.
        sheet.save(file, **({"dpi": (float(fine), float(fine))} if fine >= 70 else {}))
        run = subprocess.run(["tesseract", file, "stdout", "--psm", mode], capture_output=True)
        read += run.stdout.decode(errors="replace")
    return accuracy(read, text)


def main():
    program, data, names = pathlib.Path(sys.argv[1]).resolve(), pathlib.Path(sys.argv[2]), sys.argv[3:]
    totals = {}
    for scan, truth in truths(data):
        if names and scan.name not in names:
            continue
        text = truth.read_text(errors="replace")
        with tempfile.TemporaryDirectory() as folder:
            folder = pathlib.Path(folder)
            sheets = pages(scan, folder)
            fine = 300 if scan.suffix == ".pdf" else sheets[0].info.get("dpi", (0, 0))[0]
            by_hand = max(hand(sheets, fine, mode, text, folder) for mode in ["1", "3", "4", "6"])
            row = {"by hand": by_hand}
            for name, change in VARIANTS.items():
                stack = [change(sheet) for sheet in sheets]
                file = folder / f"{name.replace(' ', '')}.tif"
                stack[0].save(file, save_all=True, append_images=stack[1:], compression="tiff_lzw")
            files = [folder / f"{name.replace(' ', '')}.tif" for name in VARIANTS]
            run = subprocess.run([program, "explain", "--json", "--text", *files], capture_output=True, text=True)
            # Not splitlines: what was read may hold separators of lines that JSON does not write as escapes.
            lines = run.stdout.strip("\n").split("\n")
            if len(lines) != len(VARIANTS):
                sys.exit(f"{scan.name}: {len(lines)} answers for {len(VARIANTS)} files\n{run.stderr}")
            for name, line in zip(VARIANTS, lines):
                item = json.loads(line)
                row[name] = accuracy(item["documents"][0]["text"], text)
                if row[name] < 0.9 * by_hand:
                    row[name + " told"] = float(item["status"] != "ok")
        print(scan.name, {k: round(v, 4) for k, v in row.items()}, flush=True)
        for key, value in row.items():
            if not key.endswith("told"):
                totals.setdefault(key, []).append(value)
    print("mean", {k: round(sum(v) / len(v), 4) for k, v in totals.items()})


main()
