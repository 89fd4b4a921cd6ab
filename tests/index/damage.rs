//! An index that is not whole is noticed and made again; a whole one is used as it is.

use super::world::{ask, found, mailbox, staff_index};
use postroom::index::{IndexError, Query, Reader, StaffIndex, State, Which, Why};
use std::path::{Path, PathBuf};

fn files(dir: &Path) -> Vec<PathBuf> {
    let mut files: Vec<_> = walkdir::WalkDir::new(dir)
        .into_iter()
        .filter_map(Result::ok)
        .filter(|e| e.file_type().is_file())
        .map(|e| e.into_path())
        .collect();
    files.sort();
    files
}

/// Files whose content decides nothing: locks, and the list of files that may be collected.
fn of_no_weight(path: &Path) -> bool {
    let name = path.file_name().and_then(|n| n.to_str()).unwrap_or_default();
    name.contains("lock") || name == ".managed.json"
}

#[test]
fn putting_again_changes_nothing() {
    let root = tempfile::tempdir().expect("a folder");
    let cases = mailbox();
    staff_index(&cases, root.path());
    let before = serde_json::to_string(&ask(root.path(), "*")).expect("json");
    for _ in 0..3 {
        let (mut index, state) = StaffIndex::open_or_create(&root.path().join("staff")).expect("open");
        assert_eq!(state, State::Ready);
        for case in &cases {
            index.put_staff(&case.entry(), &case.open()).expect("put");
        }
        index.commit().expect("commit");
        assert_eq!(index.len().expect("count"), cases.len() as u64);
    }
    assert_eq!(serde_json::to_string(&ask(root.path(), "*")).expect("json"), before);
    let reader = Reader::open(&root.path().join("staff"), Which::Staff).expect("open");
    assert_eq!(reader.item_ids().expect("ids"), ["a1", "b2", "c3", "d4"]);
    assert_eq!(reader.verify(), Vec::<String>::new());
}

#[test]
fn a_new_version_of_an_item_takes_the_place_of_the_old() {
    let root = tempfile::tempdir().expect("a folder");
    let mut cases = mailbox();
    staff_index(&cases, root.path());
    cases[0].parsed.documents[0].text = "Now it is about parking.".into();
    let (mut index, _) = StaffIndex::open_or_create(&root.path().join("staff")).expect("open");
    index.put_staff(&cases[0].entry(), &cases[0].open()).expect("put");
    index.remove("b2");
    index.commit().expect("commit");
    assert_eq!(found(root.path(), "sunday"), Vec::<String>::new());
    assert_eq!(found(root.path(), "parking"), ["a1"]);
    assert_eq!(found(root.path(), "*"), ["a1", "c3", "d4"]);
}

#[test]
fn every_damage_is_noticed_and_mended() {
    let harm: &[(&str, fn(&Path))] = &[
        ("removed", |p| std::fs::remove_file(p).expect("remove")),
        ("emptied", |p| std::fs::write(p, b"").expect("write")),
        ("halved", |p| {
            let bytes = std::fs::read(p).expect("read");
            std::fs::write(p, &bytes[..bytes.len() / 2]).expect("write");
        }),
        ("short of a byte", |p| {
            let bytes = std::fs::read(p).expect("read");
            std::fs::write(p, &bytes[..bytes.len() - 1]).expect("write");
        }),
        ("flipped in the middle", |p| {
            let mut bytes = std::fs::read(p).expect("read");
            let middle = bytes.len() / 2;
            bytes[middle] ^= 0x41;
            std::fs::write(p, bytes).expect("write");
        }),
    ];
    let cases = mailbox();
    let sound = tempfile::tempdir().expect("a folder");
    staff_index(&cases, sound.path());
    put_again(&cases[0], sound.path());
    let whole = ask(sound.path(), "*");
    let names: Vec<PathBuf> = files(sound.path()).into_iter().filter(|p| !of_no_weight(p)).collect();
    let mut ran = 0;
    for name in &names {
        for (what, damage) in harm {
            let root = tempfile::tempdir().expect("a folder");
            copy(sound.path(), root.path());
            let victim = root.path().join(name.strip_prefix(sound.path()).expect("below"));
            damage(&victim);
            let (mut index, state) =
                StaffIndex::open_or_create(&root.path().join("staff")).expect("opens all the same");
            if state == State::Ready {
                // The engine's list of segments has no checksum, and white space in it means nothing.
                assert!(victim.ends_with("meta.json"), "{} {what}: taken for whole", victim.display());
                drop(index);
                assert_eq!(ask(root.path(), "*"), whole, "{} {what}", victim.display());
                continue;
            }
            for case in &cases {
                index.put_staff(&case.entry(), &case.open()).expect("put");
            }
            index.complete().expect("complete");
            drop(index);
            assert_eq!(found(root.path(), "*").len(), cases.len(), "{} {what}", victim.display());
            ran += 1;
        }
    }
    assert!(ran >= 60, "only {ran} damages were tried on {names:?}");
}

#[test]
fn every_flipped_byte_of_the_lists_is_noticed_or_harmless() {
    let cases = mailbox();
    let sound = tempfile::tempdir().expect("a folder");
    staff_index(&cases, sound.path());
    let expected = serde_json::to_string(&ask(sound.path(), "carer")).expect("json");
    let list = Path::new("staff/data/meta.json");
    let bytes = std::fs::read(sound.path().join(list)).expect("read");
    let mut noticed = 0;
    for at in (0..bytes.len()).step_by(bytes.len() / 60) {
        let root = tempfile::tempdir().expect("a folder");
        copy(sound.path(), root.path());
        let mut changed = bytes.clone();
        changed[at] ^= 0x01;
        std::fs::write(root.path().join(list), &changed).expect("write");
        match Reader::open(&root.path().join("staff"), Which::Staff)
            .and_then(|r| r.search(&Query::new("carer", Which::Staff)))
        {
            Ok(answer) if answer.notices.is_empty() => {
                assert_eq!(
                    serde_json::to_string(&answer).expect("json"),
                    expected,
                    "byte {at} changed an answer in silence"
                );
            }
            _ => noticed += 1,
        }
    }
    assert!(noticed > 0);
}

#[test]
fn an_index_of_another_version_or_half_filled_is_begun_afresh() {
    let root = tempfile::tempdir().expect("a folder");
    staff_index(&mailbox(), root.path());
    let staff = root.path().join("staff");
    let settings = staff.join("settings.json");
    let text = std::fs::read_to_string(&settings).expect("read");
    std::fs::write(&settings, text.replace("\"analysis_version\": ", "\"analysis_version\": 9")).expect("write");
    assert!(matches!(Reader::open(&staff, Which::Staff), Err(IndexError::OtherVersion { .. })));
    let (mut index, state) = StaffIndex::open_or_create(&staff).expect("open");
    assert_eq!(state, State::Fresh(Why::OtherVersion));
    let cases = mailbox();
    index.put_staff(&cases[0].entry(), &cases[0].open()).expect("put");
    index.commit().expect("commit");
    drop(index);
    let answer = ask(root.path(), "*");
    assert!(answer.notices.iter().any(|n| n.contains("still being filled")), "{:?}", answer.notices);
    let (index, state) = StaffIndex::open_or_create(&staff).expect("open");
    assert_eq!(state, State::Fresh(Why::Unfinished));
    assert!(index.is_empty().expect("count"));
}

/// Changes a number in the settings of an index.
fn change(folder: &Path, name: &str, change: impl Fn(u64) -> u64) {
    let path = folder.join("settings.json");
    let text = std::fs::read(&path).expect("read");
    let mut settings: serde_json::Value = serde_json::from_slice(&text).expect("json");
    settings[name] = change(settings[name].as_u64().expect("a number")).into();
    std::fs::write(&path, settings.to_string()).expect("write");
}

#[test]
fn an_older_index_answers_until_the_new_one_is_full() {
    let root = tempfile::tempdir().expect("a folder");
    let cases = mailbox();
    staff_index(&cases, root.path());
    let staff = root.path().join("staff");
    let all = found(root.path(), "*");
    change(&staff, "analysis_version", |n| n - 1);
    let said = |root: &Path| ask(root, "carer").notices.join(" ");
    assert!(said(root.path()).contains("earlier version"), "{}", said(root.path()));
    // A filling that is cut off leaves the old one answering too.
    for filled in [1, 2, cases.len()] {
        let (mut index, state) = StaffIndex::open_or_create(&staff).expect("open");
        assert_eq!(state, State::Fresh(Why::OtherVersion));
        assert!(index.is_empty().expect("count"));
        for case in cases.iter().take(filled) {
            index.put_staff(&case.entry(), &case.open()).expect("put");
            index.commit().expect("commit");
            assert_eq!(found(root.path(), "*"), all);
            assert!(!index.remains(&[]).expect("looked").is_empty(), "the old text is still there");
        }
        if filled == cases.len() {
            index.complete().expect("complete");
            assert_eq!(index.remains(&[]).expect("looked"), Vec::<String>::new());
        }
    }
    assert_eq!(found(root.path(), "*"), all);
    assert_eq!(said(root.path()), "");
    assert_eq!(StaffIndex::open_or_create(&staff).expect("open").1, State::Ready);
    assert_eq!(["data", "data-2"].iter().filter(|d| staff.join(d).exists()).count(), 1, "the old files are gone");
}

#[test]
fn an_index_that_cannot_answer_rightly_does_not_answer() {
    let harm: &[(&str, fn(&Path))] = &[
        ("a later analysis", |staff| change(staff, "analysis_version", |n| n + 1)),
        ("a later schema", |staff| change(staff, "schema_version", |n| n + 1)),
        ("a schema too old", |staff| change(staff, "schema_version", |_| 1)),
        ("a field that is not there", |staff| {
            let list = staff.join("data/meta.json");
            let text = std::fs::read_to_string(&list).expect("read");
            assert!(text.contains("\"thread\""));
            std::fs::write(&list, text.replace("\"thread\"", "\"thr\"")).expect("write");
        }),
    ];
    for (what, harm) in harm {
        let root = tempfile::tempdir().expect("a folder");
        staff_index(&mailbox(), root.path());
        let staff = root.path().join("staff");
        harm(&staff);
        let opened = Reader::open(&staff, Which::Staff);
        assert!(matches!(opened, Err(IndexError::OtherVersion { .. })), "{what}");
        let (_, state) = StaffIndex::open_or_create(&staff).expect("open");
        assert_eq!(state, State::Fresh(Why::OtherVersion), "{what}");
        assert!(Reader::open(&staff, Which::Staff).is_ok_and(|r| r.is_empty()), "{what}");
    }
}

#[test]
fn one_writer_at_a_time() {
    let root = tempfile::tempdir().expect("a folder");
    let (first, state) = StaffIndex::open_or_create(root.path()).expect("open");
    assert_eq!(state, State::Fresh(Why::New));
    assert!(matches!(StaffIndex::open_or_create(root.path()), Err(IndexError::Locked { .. })));
    drop(first);
    assert!(StaffIndex::open_or_create(root.path()).is_ok());
}

#[test]
fn no_index_is_not_no_hits() {
    let root = tempfile::tempdir().expect("a folder");
    let error = postroom::index::search(root.path(), &Query::new("carer", Which::Staff)).expect_err("nothing there");
    assert!(matches!(error, IndexError::Missing { .. }) && error.to_string().contains("reindex"), "{error}");
}

/// Leaves a deletion behind, which the engine keeps in a file of its own.
fn put_again(case: &super::world::Case, root: &Path) {
    let (mut index, _) = StaffIndex::open_or_create(&root.join("staff")).expect("open");
    index.put_staff(&case.entry(), &case.open()).expect("put");
    index.commit().expect("commit");
}

fn copy(from: &Path, to: &Path) {
    for file in files(from) {
        let target = to.join(file.strip_prefix(from).expect("below"));
        std::fs::create_dir_all(target.parent().expect("a folder")).expect("folders");
        std::fs::copy(&file, &target).expect("copy");
    }
}
