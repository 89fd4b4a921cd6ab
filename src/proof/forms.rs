//! The byte forms in which a string can lie in a file: plain, in two bytes a letter, as hexadecimal digits, in base64 and
//! percent-encoded. Letters are compared without case.

/// Every form of a string, in small letters, that is to be looked for in bytes turned to small letters.
pub(super) fn forms(text: &str) -> Vec<Vec<u8>> {
    let mut forms = Vec::new();
    for text in spaced(text) {
        let latin: Option<Vec<u8>> = text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect();
        let wide: Vec<u8> = text.encode_utf16().flat_map(u16::to_be_bytes).collect();
        let narrow: Vec<u8> = text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let plain = text.as_bytes().to_vec();
        forms.push(hex(&plain));
        forms.push(hex(&wide));
        forms.push(percent(&text));
        forms.extend([plain, wide, narrow]);
        forms.extend(latin);
    }
    forms.sort();
    forms.dedup();
    forms
}

/// Forms whose case matters: base64 in its three positions, of the text as written, small, capital and in capitals.
pub(super) fn base64_forms(text: &str) -> Vec<Vec<u8>> {
    let titled: String = text
        .split(' ')
        .map(|w| w.chars().next().map_or(String::new(), |c| c.to_uppercase().chain(w.chars().skip(1)).collect()))
        .collect::<Vec<_>>()
        .join(" ");
    let mut forms = Vec::new();
    for text in [text.to_lowercase(), text.to_uppercase(), titled] {
        for shift in 0..3usize {
            let mut bytes = vec![0u8; shift];
            bytes.extend_from_slice(text.as_bytes());
            let code = base64(&bytes);
            // The first and last letters depend on the neighbours.
            let from = (shift * 8).div_ceil(6);
            let until = bytes.len() * 8 / 6;
            if let Some(sure) = code.get(from..until).filter(|c| c.len() >= 6) {
                forms.push(sure.to_vec());
            }
        }
    }
    forms.sort();
    forms.dedup();
    forms
}

/// With spaces as they are, without them, and with the marks that stand for them in names of files and in codes.
fn spaced(text: &str) -> Vec<String> {
    let text = text.to_lowercase();
    let mut all: Vec<String> = ["", " ", "_", "-", "+", "."].iter().map(|mark| text.replace(' ', mark)).collect();
    all.sort();
    all.dedup();
    all
}

fn hex(bytes: &[u8]) -> Vec<u8> {
    bytes.iter().flat_map(|b| format!("{b:02x}").into_bytes()).collect()
}

fn percent(text: &str) -> Vec<u8> {
    let each = |b: u8| if b.is_ascii_alphanumeric() { vec![b] } else { format!("%{b:02x}").into_bytes() };
    text.bytes().flat_map(each).collect()
}

fn base64(bytes: &[u8]) -> Vec<u8> {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = Vec::new();
    for three in bytes.chunks(3) {
        let part = |n: usize| u32::from(three.get(n).copied().unwrap_or(0));
        let bits = part(0) << 16 | part(1) << 8 | part(2);
        for n in 0..=three.len() {
            out.push(LETTERS[(bits >> (18 - 6 * n) & 63) as usize]);
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::{base64, base64_forms, forms};

    #[test]
    fn strings_are_found_in_every_form() {
        let text = "ada okoro";
        let has = |needle: &[u8]| forms(text).iter().any(|f| f == needle);
        assert!(has(b"ada okoro") && has(b"adaokoro") && has(b"ada%20okoro") && has(b"616461206f6b6f726f"));
        assert!(has(b"\0a\0d\0a\0 \0o\0k\0o\0r\0o"));
        for before in ["", "x", "xy"] {
            let code = base64(format!("{before}Ada Okoro was here").as_bytes());
            let found = base64_forms(text).iter().any(|f| memchr::memmem::find(&code, f).is_some());
            assert!(found, "after {before:?}");
        }
    }
}
