//! `postroom reindex --check`: what differs between register and indexes is told and mended; what was erased leaves no
//! byte, however much of it there is.

use crate::support::{House, mail};
use postroom::index::{FullIndex, Query, Reader, StaffIndex, Which};
use std::path::PathBuf;

const DATE: &str = "Mon, 02 Nov 2026 09:00:00 +0000";

fn house() -> House {
    let house = House::new();
    for n in 1..=3 {
        let from = "Marta Kowalik <marta@post.example>";
        let letter = mail(from, "Late", &format!("{n}@post.example"), DATE, &format!("Nobody came on day {n}."));
        house.write(&format!("in/{n}.eml"), letter);
    }
    house.run(&["run", "in"]);
    house
}

fn ids(house: &House) -> Vec<String> {
    let reader = Reader::open(&house.path("index/full"), Which::Full).expect("open");
    let hits = reader.search(&Query::new("*", Which::Full)).expect("search").hits;
    hits.into_iter().filter_map(|hit| hit.item_id).collect()
}

#[test]
fn differences_are_told_and_mended() {
    let harms: &[(&str, fn(&House), &str)] = &[
        ("nothing", |_| {}, "staff: holds what is filed, and every file is whole"),
        (
            "an item is missing from one index",
            |house| {
                let id = ids(house).remove(0);
                let (mut index, _) = StaffIndex::open_or_create(&house.path("index/staff")).expect("open");
                index.erase(&[&id]).expect("erase");
            },
            "staff: 1 item missing, 0 items too many",
        ),
        (
            "an item is in it that is not filed",
            |house| {
                let case = super::world::mailbox().remove(0);
                let (mut index, _) = FullIndex::open_or_create(&house.path("index/full")).expect("open");
                index.put_full(&case.entry(), &case.parsed).expect("put");
                index.commit().expect("commit");
            },
            "full: 0 items missing, 1 item too many",
        ),
        (
            "a byte of a file is another",
            |house| {
                let files = walkdir::WalkDir::new(house.path("index/full")).into_iter().filter_map(Result::ok);
                let mut stores = files.map(|e| e.into_path()).filter(|p| p.extension().is_some_and(|e| e == "store"));
                let store: PathBuf = stores.next().expect("a store");
                let mut bytes = std::fs::read(&store).expect("read");
                bytes[3] ^= 0x55;
                std::fs::write(&store, bytes).expect("write");
            },
            "does not match its checksum",
        ),
        (
            "the folder of an index is gone",
            |house| std::fs::remove_dir_all(house.path("index/staff")).expect("remove"),
            "staff: 3 items missing",
        ),
    ];
    let house = house();
    for (what, harm, told) in harms {
        harm(&house);
        let ran = house.run(&["reindex", "--check"]);
        assert!(ran.code == Some(0) && ran.out.contains(told), "{what}: {}{}", ran.out, ran.err);
        let again = house.run(&["reindex", "--check"]).out;
        assert_eq!(again.matches("holds what is filed, and every file is whole").count(), 2, "{what}: {again}");
        assert_eq!(house.json(&["search", "--json", "nobody"])[0]["total"], 3, "{what}");
    }
}

/// Erases many items, some at a time, and looks for their words in every file. `POSTROOM_ERASURES` says how many items;
/// 1,000 take minutes.
#[test]
fn many_erasures_leave_no_byte() {
    let stated = std::env::var("POSTROOM_ERASURES").ok().and_then(|text| text.parse().ok());
    let items: usize = stated.unwrap_or(60);
    if stated.is_none() {
        eprintln!("SHORTENED: {items} erasures; POSTROOM_ERASURES=1000 makes more");
    }
    let root = tempfile::tempdir().expect("a folder");
    let word = |n: usize| format!("qzx{}vrn", n.to_string().bytes().map(|d| char::from(d + 49)).collect::<String>());
    let (mut staff, _) = StaffIndex::open_or_create(&root.path().join("staff")).expect("open");
    let (mut full, _) = FullIndex::open_or_create(&root.path().join("full")).expect("open");
    let mut ids = Vec::new();
    for n in 0..items * 2 {
        let mut case = super::world::mailbox().remove(n % 4);
        case.id = format!("{n:08x}").leak();
        case.reference = format!("PR-{:06}", n + 1).leak();
        case.parsed.documents[0].text.push_str(&format!(" Our word for it is {}.", word(n)));
        staff.put_staff(&case.entry(), &case.open()).expect("put");
        full.put_full(&case.entry(), &case.parsed).expect("put");
        ids.push(case.id);
        if n % 97 == 0 {
            staff.commit().expect("commit");
            full.commit().expect("commit");
        }
    }
    staff.complete().expect("complete");
    full.complete().expect("complete");
    // Every other item goes, in batches, so that what goes stands beside what stays.
    let going: Vec<&str> = ids.iter().step_by(2).copied().collect();
    for batch in going.chunks(50) {
        staff.erase(batch).expect("erase");
        full.erase(batch).expect("erase");
        assert_eq!(staff.remains(batch).expect("looked"), Vec::<String>::new());
        assert_eq!(full.remains(batch).expect("looked"), Vec::<String>::new());
    }
    drop((staff, full));
    let bytes: Vec<u8> = all_bytes(root.path());
    for n in (0..items * 2).step_by(2) {
        assert!(memchr::memmem::find(&bytes, word(n).as_bytes()).is_none(), "{} is still there", word(n));
    }
    for n in (1..items * 2).step_by(2) {
        assert!(memchr::memmem::find(&bytes, word(n).as_bytes()).is_some(), "the test can see {}", word(n));
    }
}

/// Every file as it is, and every term and stored value that the compressed ones hold.
fn all_bytes(root: &std::path::Path) -> Vec<u8> {
    let mut bytes = Vec::new();
    for entry in walkdir::WalkDir::new(root).into_iter().filter_map(Result::ok).filter(|e| e.file_type().is_file()) {
        bytes.extend(std::fs::read(entry.path()).expect("read").to_ascii_lowercase());
        bytes.push(b'\n');
    }
    for which in ["staff/data", "full/data"] {
        bytes.extend(super::leak::decoded(&root.join(which)).bytes());
    }
    bytes
}
