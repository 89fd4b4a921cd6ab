//! Signed and encrypted S/MIME, by content (CMS, RFC 5652). The content of an opaque signature is taken out so that it is
//! read like any other; no signature is checked and nothing is decrypted. Only as much of BER is read as that takes.

/// What a run of bytes is as CMS.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Cms {
    /// Signed: the content.
    Signed(Vec<u8>),
    /// Encrypted.
    Encrypted,
    /// Compressed, which no mail program has written for many years.
    Compressed,
    /// Signatures or certificates without content.
    Bare,
}

/// Object identifiers below 1.2.840.113549.1, as they are coded.
const SIGNED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02";
const ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x03";
const ENCRYPTED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x06";
const COMPRESSED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x09";
const AUTH_ENVELOPED: &[u8] = b"\x2a\x86\x48\x86\xf7\x0d\x01\x09\x10\x01\x17";

const SEQUENCE: u8 = 0x30;
const OBJECT_IDENTIFIER: u8 = 0x06;
const OCTETS: u8 = 0x04;
const CONSTRUCTED: u8 = 0x20;
/// Values inside values; honest messages have fewer than ten.
const DEEPEST: usize = 40;

/// Judges bytes; none where they are no CMS.
pub(super) fn open(bytes: &[u8]) -> Option<Cms> {
    let (tag, body, _) = value(bytes, 0)?;
    if tag != SEQUENCE {
        return None;
    }
    let (tag, kind, rest) = value(body, 0)?;
    if tag != OBJECT_IDENTIFIER {
        return None;
    }
    match kind {
        SIGNED => Some(content(rest).map_or(Cms::Bare, Cms::Signed)),
        ENVELOPED | ENCRYPTED | AUTH_ENVELOPED => Some(Cms::Encrypted),
        COMPRESSED => Some(Cms::Compressed),
        _ => None,
    }
}

/// The content inside SignedData: version, digest algorithms, then the content info with its kind and octets.
fn content(explicit: &[u8]) -> Option<Vec<u8>> {
    let (_, signed, _) = value(explicit, 0)?;
    let (_, fields, _) = value(signed, 0)?;
    let (_, _version, rest) = value(fields, 0)?;
    let (_, _digests, rest) = value(rest, 0)?;
    let (tag, info, _) = value(rest, 0)?;
    if tag != SEQUENCE {
        return None;
    }
    let (_, _kind, rest) = value(info, 0)?;
    let (_, explicit, _) = value(rest, 0)?;
    let mut bytes = Vec::new();
    octets(explicit, 0, &mut bytes);
    (!bytes.is_empty()).then_some(bytes)
}

/// The octets of a string, which BER may cut into pieces.
fn octets(mut bytes: &[u8], depth: usize, into: &mut Vec<u8>) {
    while let Some((tag, body, rest)) = value(bytes, depth) {
        if tag & CONSTRUCTED != 0 && depth < DEEPEST {
            octets(body, depth + 1, into);
        } else if tag == OCTETS {
            into.extend_from_slice(body);
        }
        bytes = rest;
    }
}

/// The first value: its tag, its body, and what follows it. A body without a stated length ends at two zero bytes; one
/// that states more bytes than there are is cut short, as the mail was.
fn value(bytes: &[u8], depth: usize) -> Option<(u8, &[u8], &[u8])> {
    let (&tag, rest) = bytes.split_first()?;
    let (&length, rest) = rest.split_first()?;
    if tag == 0 || tag & 0x1f == 0x1f || depth > DEEPEST {
        return None;
    }
    if length == 0x80 {
        let mut at = rest;
        while !at.starts_with(&[0, 0]) {
            match value(at, depth + 1) {
                Some((_, _, after)) => at = after,
                None => return Some((tag, rest, &[])),
            }
        }
        let end = rest.len() - at.len();
        return Some((tag, rest.get(..end)?, at.get(2..)?));
    }
    let (length, rest) = if length < 0x80 {
        (usize::from(length), rest)
    } else {
        let count = usize::from(length & 0x7f);
        let coded = rest.get(..count).filter(|_| count <= 8)?;
        let length = coded.iter().fold(0u64, |sum, byte| sum << 8 | u64::from(*byte));
        (usize::try_from(length).ok()?, rest.get(count..)?)
    };
    let end = length.min(rest.len());
    Some((tag, rest.get(..end)?, rest.get(end..)?))
}

#[cfg(test)]
mod tests {
    use super::{Cms, open};

    fn tlv(tag: u8, body: &[u8]) -> Vec<u8> {
        let mut out = vec![tag];
        match u8::try_from(body.len()) {
            Ok(short) if short < 128 => out.push(short),
            _ => out.extend([0x82, (body.len() >> 8) as u8, body.len() as u8]),
        }
        [out, body.to_vec()].concat()
    }

    fn signed(content: Vec<u8>) -> Vec<u8> {
        let info = tlv(0x30, &[tlv(0x06, b"\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01"), tlv(0xa0, &content)].concat());
        let data = tlv(0x30, &[tlv(0x02, &[1]), tlv(0x31, &[]), info].concat());
        tlv(0x30, &[tlv(0x06, super::SIGNED), tlv(0xa0, &data)].concat())
    }

    #[test]
    fn the_content_of_a_signature_is_taken_out() {
        let whole = signed(tlv(0x04, b"Subject: x\r\n\r\nNobody came."));
        assert_eq!(open(&whole), Some(Cms::Signed(b"Subject: x\r\n\r\nNobody came.".to_vec())));
        // In pieces without a stated length, as programs write that sign while they read.
        let pieces = [b"\x24\x80".as_slice(), &tlv(0x04, b"Nobody "), &tlv(0x04, b"came."), b"\0\0"].concat();
        assert_eq!(open(&signed(pieces)), Some(Cms::Signed(b"Nobody came.".to_vec())));
        assert_eq!(open(&signed(Vec::new())), Some(Cms::Bare));
        assert_eq!(open(&tlv(0x30, &tlv(0x06, super::ENVELOPED))), Some(Cms::Encrypted));
        assert_eq!(open(b"Dear Sir"), None);
        assert_eq!(open(b"0\x80\x06\x09\x2a"), None);
        for cut in 0..whole.len() {
            let _ = open(&whole[..cut]);
        }
        assert_eq!(open(&b"\x30\x80".repeat(50_000)), None);
    }
}
