//! Transfer encodings, decoded leniently: a damaged character costs itself and is reported, never the rest of a part.

/// What came out, and whether the code was damaged.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Undone {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// True where the code held what it may not.
    pub damaged: bool,
}

/// Undoes base64 (RFC 2045 6.8): what is no letter of it is passed over, a cut end gives what there is.
pub(super) fn base64(coded: &[u8]) -> Undone {
    let mut bytes = Vec::with_capacity(coded.len() / 4 * 3);
    let (mut bits, mut count, mut odd) = (0u32, 0u8, 0usize);
    for byte in coded {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'a'..=b'z' => byte - b'a' + 26,
            b'0'..=b'9' => byte - b'0' + 52,
            b'+' | b'-' => 62,
            b'/' | b'_' => 63,
            b'=' => {
                // Padding ends a run; some programs join several runs.
                flush(&mut bytes, bits, count);
                (bits, count) = (0, 0);
                continue;
            }
            _ => {
                odd += usize::from(!byte.is_ascii_whitespace());
                continue;
            }
        };
        bits = bits << 6 | u32::from(value);
        count += 1;
        if count == 4 {
            bytes.extend_from_slice(&bits.to_be_bytes()[1..]);
            (bits, count) = (0, 0);
        }
    }
    flush(&mut bytes, bits, count);
    Undone { bytes, damaged: odd > 0 || count == 1 }
}

/// The bytes in an unfinished group.
fn flush(bytes: &mut Vec<u8>, bits: u32, count: u8) {
    match count {
        2 => bytes.push((bits >> 4) as u8),
        3 => bytes.extend_from_slice(&[(bits >> 10) as u8, (bits >> 2) as u8]),
        _ => {}
    }
}

/// Undoes quoted-printable (RFC 2045 6.7): an equals sign that codes nothing stands for itself.
pub(super) fn quoted_printable(coded: &[u8]) -> Undone {
    let mut bytes = Vec::with_capacity(coded.len());
    let mut at = 0;
    while let Some(byte) = coded.get(at) {
        if *byte != b'=' {
            bytes.push(*byte);
            at += 1;
            continue;
        }
        let rest = coded.get(at + 1..).unwrap_or_default();
        if let Some(skip) = soft_break(rest) {
            at += 1 + skip;
        } else if let (Some(high), Some(low)) = (rest.first().and_then(hex), rest.get(1).and_then(hex)) {
            bytes.push(high << 4 | low);
            at += 3;
        } else {
            bytes.push(b'=');
            at += 1;
        }
    }
    Undone { bytes, damaged: false }
}

/// The length of a soft line break after its equals sign, white space before the line end included.
fn soft_break(rest: &[u8]) -> Option<usize> {
    let blanks = rest.iter().take_while(|b| matches!(b, b' ' | b'\t')).count();
    match rest.get(blanks..)? {
        [] => Some(blanks),
        [b'\n', ..] => Some(blanks + 1),
        [b'\r', b'\n', ..] => Some(blanks + 2),
        [b'\r', ..] => Some(blanks + 1),
        _ => None,
    }
}

fn hex(byte: &u8) -> Option<u8> {
    char::from(*byte).to_digit(16).and_then(|d| u8::try_from(d).ok())
}

#[cfg(test)]
mod tests {
    use super::{base64, quoted_printable};

    #[test]
    fn base64_gives_what_there_is() {
        let cases: &[(&[u8], &[u8], bool)] = &[
            (b"SGVsbG8=", b"Hello", false),
            (b"SGVs\r\nbG8=", b"Hello", false),
            (b"SGVs!bG8=", b"Hello", true),
            (b"SGVsbG8", b"Hello", false),
            (b"SGVsb", b"Hel", true),
            (b"SGk=SGk=", b"HiHi", false),
            (b"", b"", false),
        ];
        for (coded, wanted, damaged) in cases {
            let undone = base64(coded);
            assert_eq!((undone.bytes.as_slice(), undone.damaged), (*wanted, *damaged));
        }
    }

    #[test]
    fn quoted_printable_gives_what_there_is() {
        let cases: &[(&[u8], &[u8])] = &[
            (b"a=20b", b"a b"),
            (b"one=\r\ntwo", b"onetwo"),
            (b"one= \ntwo", b"onetwo"),
            (b"=c3=A9", b"\xc3\xa9"),
            (b"2+2=4", b"2+2=4"),
            (b"end=", b"end"),
        ];
        for (coded, wanted) in cases {
            assert_eq!(quoted_printable(coded).bytes, *wanted);
        }
    }
}
