//! Bytes to characters. A declared charset is a claim that is checked; what cannot be decoded stands as the replacement
//! character and is reported, never dropped.

use encoding_rs::{Encoding, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// Decoded text, lines ended by `\n`.
#[derive(Debug)]
pub(crate) struct Decoded {
    /// The text.
    pub text: String,
    /// True where bytes could not be decoded.
    pub lossy: bool,
}

/// Decodes text of which a charset may be declared.
pub(crate) fn decode(bytes: &[u8], declared: Option<&str>) -> Decoded {
    let (encoding, skip) = match bom(bytes) {
        Some(found) => found,
        None => (choose(bytes, declared), 0),
    };
    let bytes = bytes.get(skip..).unwrap_or_default();
    if let Some(label) = declared.filter(|label| skip == 0 && Encoding::for_label(label.as_bytes()).is_none())
        && let Some(decoder) = mail_parser::decoders::charsets::map::charset_decoder(label.as_bytes())
    {
        let text = decoder(bytes);
        let lossy = text.contains('\u{fffd}');
        return Decoded { text: unix_lines(&text), lossy };
    }
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    Decoded { text: unix_lines(&text), lossy }
}

/// The byte order mark at the start, and its length.
pub(crate) fn bom(bytes: &[u8]) -> Option<(&'static Encoding, usize)> {
    Encoding::for_bom(bytes)
}

/// UTF-16 without a mark: nearly every other byte is zero, as in any western text.
pub(crate) fn utf16_without_bom(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..4096).unwrap_or(bytes);
    if head.len() < 4 {
        return None;
    }
    let zeros = |from: usize| head.iter().skip(from).step_by(2).filter(|b| **b == 0).count();
    let (even, odd, half) = (zeros(0), zeros(1), head.len() / 2);
    if odd * 10 >= half * 7 && even * 20 <= half {
        return Some(UTF_16LE);
    }
    if even * 10 >= half * 7 && odd * 20 <= half {
        return Some(UTF_16BE);
    }
    None
}

/// `\r\n` and lone `\r` become `\n`; nothing else changes.
pub(crate) fn unix_lines(text: &str) -> String {
    if !text.contains('\r') {
        return text.to_owned();
    }
    text.replace("\r\n", "\n").replace('\r', "\n")
}

/// The charset to use: the declared one where the bytes can be it, otherwise what they look like.
fn choose(bytes: &[u8], declared: Option<&str>) -> &'static Encoding {
    let declared = declared.and_then(|label| Encoding::for_label(label.trim().as_bytes()));
    if declared.is_none()
        && let Some(encoding) = utf16_without_bom(bytes)
    {
        return encoding;
    }
    if bytes.is_ascii() {
        // Escape-coded charsets such as ISO-2022-JP are all ASCII bytes.
        return declared.unwrap_or(UTF_8);
    }
    let utf8 = std::str::from_utf8(bytes).is_ok();
    match declared {
        // Senders that declare a western charset and send UTF-8 are common; western text that happens to be valid
        // UTF-8 hardly exists.
        Some(e) if e == WINDOWS_1252 || e == UTF_8 => {
            if utf8 || (e == UTF_8 && mostly_utf8(bytes)) {
                UTF_8
            } else {
                WINDOWS_1252
            }
        }
        Some(e) => e,
        None if utf8 => UTF_8,
        None if mostly_utf8(bytes) => UTF_8,
        None => WINDOWS_1252,
    }
}

/// True where damaged UTF-8 is likelier than a western charset: more whole sequences than broken ones.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let (mut whole, mut broken) = (0usize, 0usize);
    for chunk in bytes.utf8_chunks() {
        whole += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        broken += usize::from(!chunk.invalid().is_empty());
    }
    whole > broken
}

#[cfg(test)]
mod tests {
    use super::decode;

    #[test]
    fn charsets_are_checked_and_not_believed() {
        let cases: &[(&[u8], Option<&str>, &str)] = &[
            ("caf\u{e9} \u{a3}5".as_bytes(), Some("iso-8859-1"), "café £5"),
            (b"caf\xe9 \xa35", Some("utf-8"), "café £5"),
            (b"caf\xe9 \x80", None, "café €"),
            (b"\xff\xfeh\0i\0", None, "hi"),
            (b"h\0e\0l\0l\0o\0", None, "hello"),
            (b"\xef\xbb\xbfa\r\nb\rc", None, "a\nb\nc"),
            (b"\x1b$B%F\x1b(B", Some("iso-2022-jp"), "テ"),
            (b"plain", Some("no-such-charset"), "plain"),
            (b"Hi +AKM-5", Some("utf-7"), "Hi £5"),
        ];
        for (bytes, declared, wanted) in cases {
            assert_eq!(decode(bytes, *declared).text, *wanted, "{declared:?}");
        }
    }
}
