#!/usr/bin/env python3
"""Indexing and searching one and the same mail with Postroom and with notmuch, in one run.

    python3 benches/notmuch.py POSTROOM RULES MAIL [COPIES]

POSTROOM is the program, RULES the folder of rules, MAIL a folder of raw mails, each of which is taken COPIES times (50)
under Message-IDs of their own. Each program begins from nothing in a temporary folder. `reindex` fills both of Postroom's
indexes from what was read before, `run` does all of its work; `notmuch new` reads and fills one index. The queries are words
of the mails, picked by a fixed seed; each is a process of its own. It writes nothing but tables. Needs notmuch.
"""
import collections, os, pathlib, random, re, resource, subprocess, sys, tempfile, time

QUERIES = 50
ROUNDS = 3


def timed(command, **more):
    """Wall and CPU seconds, and the peak of memory in MiB; a failure is an error, whatever else was measured."""
    before, began = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    child = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **more)
    told = child.stderr.read()
    _, status, used = os.wait4(child.pid, 0)
    wall, after = time.perf_counter() - began, resource.getrusage(resource.RUSAGE_CHILDREN)
    # A run may end with 1: something needs a person.
    if os.waitstatus_to_exitcode(status) not in (0, 1):
        sys.exit(f"{command}: {told.decode(errors='replace')}")
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return wall, cpu, used.ru_maxrss / 1024


def multiply(mail, copies, into):
    """One Maildir with every mail so many times. Returns the texts of the mails, for picking words."""
    for folder in ["cur", "new", "tmp"]:
        (into / folder).mkdir(parents=True)
    texts, written = [], 0
    for number, path in enumerate(sorted(p for p in mail.rglob("*") if p.is_file())):
        raw = path.read_bytes()
        head, gap, body = raw.partition(b"\n\n")
        if not re.search(rb"(?mi)^(from|received|return-path):? ", head):
            continue
        texts.append(body.decode("utf-8", "replace"))
        own = re.sub(rb"(?mi)^message-id:[^\n]*(\n[ \t][^\n]*)*\n?", b"", head + b"\n")
        for copy in range(copies):
            name = b"Message-ID: <%d.%d@copies.example>\n" % (number, copy)
            # An mbox line stays first.
            start = own.index(b"\n") + 1 if own.startswith(b"From ") else 0
            (into / "cur" / f"{number}.{copy}.host:2,S").write_bytes(own[:start] + name + own[start:] + b"\n" + body)
            written += 1
    print(f"{written} mails, {sum(f.stat().st_size for f in (into / 'cur').iterdir()) / 1e6:.1f} MB")
    return texts


def questions(texts):
    """Words, pairs and phrases that stand in the mails, rare and usual ones."""
    dice = random.Random(8)
    count = collections.Counter(w for t in texts for w in set(re.findall(r"[a-z]{4,12}", t.lower())))
    words = sorted(w for w, n in count.items() if n >= 2)
    usual = [w for w, _ in count.most_common(200)]
    asked = [dice.choice(words) for _ in range(20)] + [dice.choice(usual) for _ in range(10)]
    asked += [f"{dice.choice(usual)} {dice.choice(words)}" for _ in range(10)]
    pairs = [p for t in texts for p in re.findall(r"\b[a-z]{4,12} [a-z]{4,12}\b", t)]
    asked += [f'"{dice.choice(pairs)}"' for _ in range(QUERIES - len(asked))]
    return [q for q in asked if q not in ("and", "not", "or")]


def searched(name, command, asked, **more):
    times = sorted(timed(command + [q], **more)[0] * 1000 for _ in range(ROUNDS) for q in asked)
    cpu = sum(timed(command + [q], **more)[1] for q in asked) * 1000 / len(asked)
    row = f"{times[len(times) // 2]:.1f} ms median, {times[len(times) * 9 // 10]:.1f} ms p90, {times[-1]:.1f} ms longest"
    print(f"{name:<22} {row}, {cpu:.1f} ms of CPU on average", flush=True)


def main():
    program, rules, mail = (pathlib.Path(a).resolve() for a in sys.argv[1:4])
    copies = int(sys.argv[4]) if len(sys.argv) > 4 else 50
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        texts = multiply(mail, copies, folder / "mail")
        (folder / "notmuch-config").write_text(f"[database]\npath={folder}/mail\n[user]\nname=x\nprimary_email=x@x.example\n")
        (folder / "config.yaml").write_text(
            "council: { name: Northmoor Council, mailbox: sscu@northmoor.example }\n"
            f"folders: {{ rules: {rules} }}\nmail: {{ from: postroom@northmoor.example }}\n"
            "sources: [{ name: box, kind: maildir, path: mail, after: leave, settle_seconds: 0 }]\n"
        )
        notmuch = {"env": {**os.environ, "NOTMUCH_CONFIG": str(folder / "notmuch-config")}, "cwd": folder}
        ours = {"env": {k: v for k, v in os.environ.items() if k != "POSTROOM_CONFIG"}, "cwd": folder}
        size = lambda where: sum(f.stat().st_size for f in where.rglob("*") if f.is_file()) / 1e6
        count = len(list((folder / "mail" / "cur").iterdir()))
        rates = {}
        steps = [
            ("notmuch new", ["notmuch", "new", "--quiet"], notmuch, folder / "mail" / ".notmuch"),
            ("postroom run", [program, "run", "--quiet"], ours, folder / "index"),
            ("postroom reindex", [program, "reindex"], ours, folder / "index"),
        ]
        for name, command, more, made in steps:
            wall, cpu, peak = timed(command, **more)
            rates[name] = (count / wall, count / cpu)
            row = f"{wall:.1f} s, {count / wall:.0f} mails a second, {cpu:.1f} CPU s, {peak:.0f} MiB at most, index {size(made):.0f} MB"
            print(f"{name:<22} {row}", flush=True)
        by_clock, by_cpu = (ours / theirs for ours, theirs in zip(rates["postroom reindex"], rates["notmuch new"]))
        print(f"reindex over notmuch: {by_clock:.1f} times by the clock, {by_cpu:.1f} times by CPU")
        asked = questions(texts)
        searched("notmuch search", ["notmuch", "search", "--limit=20"], asked, **notmuch)
        searched("postroom search staff", [program, "search", "--limit", "20", "--"], asked, **ours)
        full = [program, "search", "--limit", "20", "--index", "full", "--reason", "measured", "--"]
        searched("postroom search full", full, asked, **ours)


main()
