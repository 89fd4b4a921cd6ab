//! The packing of RTF in Outlook messages ([MS-OXRTFCP]). The stated size bounds what comes out, and is itself bounded:
//! a message states what it likes.

/// What the window holds before the first byte is unpacked.
const PRESET: &[u8] =
    b"{\\rtf1\\ansi\\mac\\deff0\\deftab720{\\fonttbl;}{\\f0\\fnil \\froman \\fswiss \\fmodern \\fscript \
    \\fdecor MS Sans SerifSymbolArialTimes New RomanCourier{\\colortbl\\red0\\green0\\blue0\r\n\\par \
    \\pard\\plain\\f0\\fs20\\b\\i\\u\\tab\\tx";
const WINDOW: usize = 4096;

/// Unpacks RTF; none where the bytes are no packed RTF. The second value is true where they end too early.
pub(super) fn unpack(bytes: &[u8], most: usize) -> Option<(Vec<u8>, bool)> {
    let number = |at: usize| bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map(u32::from_le_bytes);
    let stated = number(4)? as usize;
    let body = bytes.get(16..)?;
    match &bytes[8..12] {
        // Not packed at all; some programs count the head into the stated size.
        b"MELA" => Some((body.get(..stated.min(body.len()))?.to_vec(), stated > body.len() + 12)),
        b"LZFu" => Some(unpack_body(body, stated.min(most))),
        _ => None,
    }
}

fn unpack_body(body: &[u8], most: usize) -> (Vec<u8>, bool) {
    let mut window = [b' '; WINDOW];
    window[..PRESET.len()].copy_from_slice(PRESET);
    let mut write = PRESET.len();
    let mut out = Vec::with_capacity(most.min(body.len().saturating_mul(4)));
    let mut input = body.iter().copied();
    let mut put = |byte: u8, out: &mut Vec<u8>, window: &mut [u8; WINDOW]| {
        out.push(byte);
        window[write % WINDOW] = byte;
        write = (write + 1) % WINDOW;
        write
    };
    let mut at = PRESET.len();
    while let Some(flags) = input.next() {
        for bit in 0..8 {
            if out.len() >= most {
                return (out, false);
            }
            let Some(first) = input.next() else { return (out, true) };
            if flags >> bit & 1 == 0 {
                at = put(first, &mut out, &mut window);
                continue;
            }
            let Some(second) = input.next() else { return (out, true) };
            let pair = usize::from(first) << 8 | usize::from(second);
            let (offset, length) = (pair >> 4, (pair & 15) + 2);
            // A reference to the place of writing is the end mark.
            if offset == at {
                return (out, false);
            }
            for step in 0..length {
                if out.len() >= most {
                    return (out, false);
                }
                let byte = window[(offset + step) % WINDOW];
                at = put(byte, &mut out, &mut window);
            }
        }
    }
    (out, true)
}

#[cfg(test)]
mod tests {
    use super::unpack;

    /// The two examples of [MS-OXRTFCP] 4.1 and 4.2.
    #[test]
    fn the_examples_of_the_specification() {
        let simple = [
            0x2d, 0, 0, 0, 0x2b, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xf1, 0xc5, 0xc7, 0xa7, 0x03, 0x00, 0x0a, 0x00, 0x72,
            0x63, 0x70, 0x67, 0x31, 0x32, 0x35, 0x42, 0x32, 0x0a, 0xf3, 0x20, 0x68, 0x65, 0x6c, 0x09, 0x00, 0x20, 0x62,
            0x77, 0x05, 0xb0, 0x6c, 0x64, 0x7d, 0x0a, 0x80, 0x0f, 0xa0,
        ];
        let (text, torn) = unpack(&simple, 1_000).expect("it is packed RTF");
        assert_eq!(text, b"{\\rtf1\\ansi\\ansicpg1252\\pard hello world}\r\n");
        assert!(!torn);
        let crossing = [
            0x1a, 0, 0, 0, 0x1c, 0, 0, 0, 0x4c, 0x5a, 0x46, 0x75, 0xe2, 0xd4, 0x4b, 0x51, 0x41, 0x00, 0x04, 0x20, 0x57,
            0x58, 0x59, 0x5a, 0x0d, 0x6e, 0x7d, 0x01, 0x0e, 0xb0,
        ];
        assert_eq!(unpack(&crossing, 1_000).expect("packed").0, b"{\\rtf1 WXYZWXYZWXYZWXYZWXYZ}");
        assert!(unpack(&simple[..30], 1_000).expect("packed").1);
        assert!(unpack(b"short", 10).is_none());
        assert_eq!(unpack(&simple, 5).expect("packed").0.len(), 5);
    }
}
