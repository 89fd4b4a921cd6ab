//! Code pages by their Windows numbers (the Windows code page identifiers), as Outlook, RTF and the old office files name
//! them.

use encoding_rs::Encoding;

/// The charset of a code page; none where the number is not known.
pub(super) fn encoding(page: u32) -> Option<&'static Encoding> {
    let label: &str = match page {
        874 => "windows-874",
        932 | 943 => "shift_jis",
        936 | 52936 => "gbk",
        949 | 1361 | 51949 | 50225 => "euc-kr",
        950 => "big5",
        866 => "ibm866",
        1200 => "utf-16le",
        1201 => "utf-16be",
        10_000 => "macintosh",
        10_007 => "x-mac-cyrillic",
        20_127 | 437 | 850 | 858 => "windows-1252",
        20_866 => "koi8-r",
        21_866 => "koi8-u",
        50_220..=50_222 => "iso-2022-jp",
        20_932 | 51_932 => "euc-jp",
        54_936 => "gb18030",
        65_000 | 65_001 => "utf-8",
        1250..=1258 => return Encoding::for_label(format!("windows-{page}").as_bytes()),
        28_591..=28_605 => return Encoding::for_label(format!("iso-8859-{}", page - 28_590).as_bytes()),
        _ => return None,
    };
    Encoding::for_label(label.as_bytes())
}

/// The code page of a Windows locale (LCID), by its language; western where nothing else is known.
pub(super) fn of_locale(locale: u32) -> u32 {
    match locale & 0x3ff {
        0x11 => 932,
        0x12 => 949,
        0x04 if matches!(locale, 0x0404 | 0x0c04 | 0x1404) => 950,
        0x04 => 936,
        0x1e => 874,
        0x08 => 1253,
        0x1f => 1254,
        0x0d => 1255,
        0x01 | 0x20 | 0x29 => 1256,
        0x25..=0x27 => 1257,
        0x2a => 1258,
        0x02 | 0x19 | 0x22 | 0x23 | 0x2f => 1251,
        0x05 | 0x0e | 0x15 | 0x18 | 0x1a | 0x1b | 0x1c | 0x24 => 1250,
        _ => 1252,
    }
}

/// The code page of a font's charset in RTF (`\fcharset`); none for the document's own.
pub(super) fn of_font(charset: i32) -> Option<u32> {
    Some(match charset {
        0 => 1252,
        77 => 10_000,
        128 => 932,
        129 | 130 => 949,
        134 => 936,
        136 => 950,
        161 => 1253,
        162 => 1254,
        163 => 1258,
        177 => 1255,
        178 => 1256,
        186 => 1257,
        204 => 1251,
        222 => 874,
        238 => 1250,
        _ => return None,
    })
}

/// Decodes bytes of a code page; western where the page is not known. The second value is true where bytes were lost.
pub(super) fn decode(bytes: &[u8], page: u32) -> (String, bool) {
    let encoding = encoding(page).unwrap_or(encoding_rs::WINDOWS_1252);
    let (text, lossy) = encoding.decode_without_bom_handling(bytes);
    (text.into_owned(), lossy)
}

#[cfg(test)]
mod tests {
    use super::{decode, encoding, of_font, of_locale};

    #[test]
    fn every_number_that_is_given_out_is_known() {
        for font in [0, 77, 128, 129, 134, 136, 161, 162, 163, 177, 178, 186, 204, 222, 238] {
            assert!(of_font(font).and_then(encoding).is_some(), "{font}");
        }
        for locale in [0x409, 0x809, 0x411, 0x412, 0x404, 0x804, 0x419, 0x41f, 0x415, 0x408] {
            assert!(encoding(of_locale(locale)).is_some(), "{locale:x}");
        }
        assert_eq!(decode(b"\xcf\xf0\xe8", 1251), ("При".into(), false));
        assert_eq!(decode(b"\xa4\xa4", 950).0, "中");
    }
}
