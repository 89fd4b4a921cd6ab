//! What is wrapped inside the text of a mail: PGP signatures and messages (RFC 9580), uuencoded files and yEnc. Signed
//! text is read without its armour, files become documents of their own, and locked text is said to be locked.

/// A text with its wrappings undone.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Unwrapped {
    /// The text as somebody wrote it.
    pub text: String,
    /// Files that stood in it: name and bytes.
    pub files: Vec<(String, Vec<u8>)>,
    /// A PGP signature was taken off.
    pub signed: bool,
    /// A PGP message stands in it that only a key opens.
    pub locked: bool,
    /// A file is damaged or cut short.
    pub damaged: bool,
}

const SIGNED: &str = "-----BEGIN PGP SIGNED MESSAGE-----";
const SIGNATURE: &str = "-----BEGIN PGP SIGNATURE-----";
const SIGNATURE_END: &str = "-----END PGP SIGNATURE-----";
const LOCKED: &str = "-----BEGIN PGP MESSAGE";
const LOCKED_END: &str = "-----END PGP MESSAGE";

/// True where a text may hold anything of the kind; most do not.
pub(super) fn wraps(bytes: &[u8]) -> bool {
    let has = |needle: &[u8]| memchr::memmem::find(bytes, needle).is_some();
    has(b"-----BEGIN PGP ") || has(b"=ybegin ") || has(b"begin ")
}

/// Undoes the wrappings of a text. `bytes` are its lines as they came, since yEnc is no text of any charset.
pub(super) fn unwrap(bytes: &[u8], decode: &mut dyn FnMut(&[u8]) -> String) -> Unwrapped {
    let mut found = Unwrapped::default();
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let mut plain: Vec<u8> = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        let file = if line.starts_with(b"begin ") {
            uuencoded(rest)
        } else if line.starts_with(b"=ybegin ") {
            yenc(rest)
        } else {
            None
        };
        match file {
            Some((name, bytes, damaged, used)) => {
                found.files.push((name, bytes));
                found.damaged |= damaged;
                at += used.max(1);
            }
            None => {
                plain.extend_from_slice(line);
                at += 1;
            }
        }
    }
    let text = decode(&plain);
    pgp(&text, &mut found);
    found
}

/// The file that a text codes and nothing else, and whether it is damaged.
pub(super) fn only_file(bytes: &[u8]) -> Option<(Vec<u8>, bool)> {
    let bytes = bytes.trim_ascii_start();
    let read = if bytes.starts_with(b"begin ") {
        uuencoded
    } else if bytes.starts_with(b"=ybegin ") {
        yenc
    } else {
        return None;
    };
    let lines: Vec<&[u8]> = bytes.split_inclusive(|b| *b == b'\n').collect();
    let (_, file, damaged, used) = read(&lines)?;
    let rest = lines.get(used..).unwrap_or_default();
    rest.iter().all(|line| line.trim_ascii().is_empty()).then_some((file, damaged))
}

/// Takes PGP armour off a text. What is inside a locked message stays as it is: it says nothing to anybody.
fn pgp(text: &str, found: &mut Unwrapped) {
    let (mut head, mut body, mut signature, mut locked) = (false, false, false, false);
    for line in text.split_inclusive('\n') {
        let bare = line.trim_end();
        if bare == SIGNED {
            (head, body, found.signed) = (true, true, true);
        } else if head {
            // The armour's own header lines end at the first empty one.
            head = !bare.is_empty();
        } else if bare == SIGNATURE && (body || found.signed) {
            signature = true;
        } else if signature {
            signature = bare != SIGNATURE_END;
            body &= signature;
        } else if bare.starts_with(LOCKED) {
            (locked, found.locked) = (true, true);
            found.text.push_str("[locked PGP message]\n");
        } else if locked {
            locked = !bare.starts_with(LOCKED_END);
        } else if body {
            found.text.push_str(line.strip_prefix("- ").unwrap_or(line));
        } else {
            found.text.push_str(line);
        }
    }
}

/// A file: name, bytes, whether it is damaged, lines used.
type File = (String, Vec<u8>, bool, usize);

/// A uuencoded file (POSIX): `begin 644 name`, lines that begin with their length, `end`.
fn uuencoded(lines: &[&[u8]]) -> Option<File> {
    let head = String::from_utf8_lossy(lines.first()?).into_owned();
    let mut words = head.trim_end().splitn(3, ' ').skip(1);
    let (mode, name) = (words.next()?, words.next()?);
    let octal = (3..=4).contains(&mode.len()) && mode.bytes().all(|b| (b'0'..=b'7').contains(&b));
    if !octal || lines.get(1).is_none_or(|line| uu_line(line).is_none()) {
        return None;
    }
    let mut bytes = Vec::new();
    for (number, line) in lines.iter().enumerate().skip(1) {
        let bare = trimmed(line);
        if bare == b"end" {
            return Some((name.to_owned(), bytes, false, number + 1));
        }
        match uu_line(line) {
            Some(coded) => bytes.extend(coded),
            None if bare.is_empty() => {}
            None => return Some((name.to_owned(), bytes, true, number)),
        }
    }
    Some((name.to_owned(), bytes, true, lines.len()))
}

/// The bytes of one line, or none where it is no such line.
fn uu_line(line: &[u8]) -> Option<Vec<u8>> {
    let line = line.strip_suffix(b"\n").unwrap_or(line);
    let line = line.strip_suffix(b"\r").unwrap_or(line);
    let (first, coded) = line.split_first()?;
    if !(b' '..=b'`').contains(first) {
        return None;
    }
    let length = usize::from((first - b' ') & 0x3f);
    let needed = length.div_ceil(3) * 4;
    // Trailing spaces, which code zeros, are lost on many ways; a checksum may follow.
    if coded.len() > needed + 2 || coded.len() + 4 < needed || !coded.iter().all(|b| (b' '..=b'`').contains(b)) {
        return None;
    }
    let six = |at: usize| coded.get(at).map_or(0, |b| u32::from((b - b' ') & 0x3f));
    let mut bytes = Vec::with_capacity(needed);
    for group in (0..needed).step_by(4) {
        let bits = six(group) << 18 | six(group + 1) << 12 | six(group + 2) << 6 | six(group + 3);
        bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
    }
    bytes.truncate(length);
    Some(bytes)
}

/// A yEnc file (yenc.org, version 1.3): `=ybegin line=128 size=N name=...`, bytes moved by 42, `=yend size=N`.
fn yenc(lines: &[&[u8]]) -> Option<File> {
    let head = String::from_utf8_lossy(trimmed(lines.first()?)).into_owned();
    let (rest, name) = head.split_once(" name=")?;
    let size: Option<usize> = rest.split(' ').find_map(|word| word.strip_prefix("size="))?.parse().ok();
    let mut bytes = Vec::new();
    for (number, line) in lines.iter().enumerate().skip(1) {
        if line.starts_with(b"=yend") {
            let part = head.contains(" part=");
            return Some((name.to_owned(), bytes.clone(), !part && size != Some(bytes.len()), number + 1));
        }
        if line.starts_with(b"=ypart ") {
            continue;
        }
        let mut escaped = false;
        for byte in line.iter().filter(|b| !matches!(b, b'\r' | b'\n')) {
            match (byte, escaped) {
                (b'=', false) => escaped = true,
                (byte, _) => {
                    bytes.push(byte.wrapping_sub(if escaped { 42 + 64 } else { 42 }));
                    escaped = false;
                }
            }
        }
    }
    Some((name.to_owned(), bytes, true, lines.len()))
}

fn trimmed(line: &[u8]) -> &[u8] {
    line.trim_ascii_end()
}

#[cfg(test)]
mod tests {
    use super::unwrap;

    fn undone(text: &[u8]) -> super::Unwrapped {
        unwrap(text, &mut |bytes| String::from_utf8_lossy(bytes).into_owned())
    }

    #[test]
    fn files_in_the_text_become_files() {
        let found = undone(b"See below.\n\nbegin 644 note.txt\n,3F]B;V1Y(&-A;64N\n`\nend\nYours\n");
        assert_eq!(found.text, "See below.\n\nYours\n");
        assert_eq!(found.files, [("note.txt".to_owned(), b"Nobody came.".to_vec())]);
        assert!(!found.damaged);
        assert!(undone(b"begin 644 note.txt\n,3F]B;V1Y(&-A;64N\n").damaged);
        let moved: Vec<u8> = b"Nobody came.".iter().map(|b| b.wrapping_add(42)).collect();
        let yenc =
            [b"=ybegin line=128 size=12 name=note.txt\r\n".as_slice(), &moved, b"\r\n=yend size=12\r\n"].concat();
        assert_eq!(undone(&yenc).files, [("note.txt".to_owned(), b"Nobody came.".to_vec())]);
    }

    #[test]
    fn people_begin_sentences_so_too() {
        for text in [
            "begin 100 days ago\nshe fell\n",
            "begin with this\n",
            "begin 644 steps from the door\nand she fell over it\n",
        ] {
            assert_eq!(undone(text.as_bytes()).text, text);
        }
    }

    #[test]
    fn armour_is_taken_off_and_locks_are_said() {
        let signed = "Hello\n-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\nNobody came.\n- -- \nAnn\n-----BEGIN PGP SIGNATURE-----\n\niQEzBAEB\n-----END PGP SIGNATURE-----\nPS more\n";
        let found = undone(signed.as_bytes());
        assert_eq!(found.text, "Hello\nNobody came.\n-- \nAnn\nPS more\n");
        assert!(found.signed && !found.locked);
        let locked = undone(b"Hi\n-----BEGIN PGP MESSAGE-----\n\nhQEMA\n-----END PGP MESSAGE-----\nAnn\n");
        assert_eq!(locked.text, "Hi\n[locked PGP message]\nAnn\n");
        assert!(locked.locked);
    }
}
