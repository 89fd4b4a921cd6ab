//! What bytes are, judged by the bytes. Names and declared types only break ties; they never overrule content.

use super::packed;

/// What a run of bytes is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// No bytes at all, or white space only.
    Empty,
    /// A mail (RFC 5322).
    Mail,
    /// An HTML page.
    Html,
    /// Plain text.
    Text,
    /// A PDF.
    Pdf,
    /// A picture that can be read.
    Picture(Picture),
    /// An Outlook message (.msg).
    Outlook,
    /// What Outlook wraps a mail's parts in: winmail.dat.
    Tnef,
    /// Rich text.
    Rtf,
    /// An office file.
    Office(Office),
    /// Files packed together.
    Archive(Archive),
    /// Known by sight, and locked with a password.
    Locked(&'static str, &'static str),
    /// Known by sight, and not read.
    Unread(&'static str, &'static str),
    /// Unknown.
    Unknown,
}

/// A kind of picture that is decoded and recognised.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Picture {
    /// PNG.
    Png,
    /// JPEG.
    Jpeg,
    /// TIFF, of one page or many.
    Tiff,
    /// BMP.
    Bmp,
    /// GIF; of one that moves the first picture.
    Gif,
    /// WebP; of one that moves the first picture.
    WebP,
}

/// A kind of office file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Office {
    /// Word, since 2007.
    Docx,
    /// Excel, since 2007.
    Xlsx,
    /// Excel, since 2007, not in XML.
    Xlsb,
    /// PowerPoint, since 2007.
    Pptx,
    /// OpenDocument text.
    Odt,
    /// OpenDocument table.
    Ods,
    /// OpenDocument slides or drawing.
    Odp,
    /// Word, 97 to 2003.
    Doc,
    /// Excel, 5 to 2003.
    Xls,
    /// PowerPoint, 97 to 2003.
    Ppt,
}

/// A kind of archive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Archive {
    /// zip.
    Zip,
    /// gzip: one packed file, often a tar.
    Gzip,
    /// tar.
    Tar,
}

impl Office {
    /// The media type.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Office::Docx => "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            Office::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            Office::Xlsb => "application/vnd.ms-excel.sheet.binary.macroenabled.12",
            Office::Pptx => "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            Office::Odt => "application/vnd.oasis.opendocument.text",
            Office::Ods => "application/vnd.oasis.opendocument.spreadsheet",
            Office::Odp => "application/vnd.oasis.opendocument.presentation",
            Office::Doc => "application/msword",
            Office::Xls => "application/vnd.ms-excel",
            Office::Ppt => "application/vnd.ms-powerpoint",
        }
    }
}

impl Kind {
    /// The media type by content.
    pub(crate) fn media_type(self) -> &'static str {
        match self {
            Kind::Empty | Kind::Unknown => "application/octet-stream",
            Kind::Mail => "message/rfc822",
            Kind::Html => "text/html",
            Kind::Text => "text/plain",
            Kind::Pdf => "application/pdf",
            Kind::Picture(Picture::Png) => "image/png",
            Kind::Picture(Picture::Jpeg) => "image/jpeg",
            Kind::Picture(Picture::Tiff) => "image/tiff",
            Kind::Picture(Picture::Bmp) => "image/bmp",
            Kind::Picture(Picture::Gif) => "image/gif",
            Kind::Picture(Picture::WebP) => "image/webp",
            Kind::Outlook => "application/vnd.ms-outlook",
            Kind::Tnef => "application/ms-tnef",
            Kind::Rtf => "application/rtf",
            Kind::Office(office) => office.media_type(),
            Kind::Archive(Archive::Zip) => "application/zip",
            Kind::Archive(Archive::Gzip) => "application/gzip",
            Kind::Archive(Archive::Tar) => "application/x-tar",
            Kind::Unread(media_type, _) | Kind::Locked(media_type, _) => media_type,
        }
    }
}

/// Beginnings that decide a kind that is read: offset, bytes, kind.
const READ: &[(usize, &[u8], Kind)] = &[
    (0, b"%PDF-", Kind::Pdf),
    (0, b"\x89PNG\r\n\x1a\n", Kind::Picture(Picture::Png)),
    (0, b"\xff\xd8\xff", Kind::Picture(Picture::Jpeg)),
    (0, b"II*\0", Kind::Picture(Picture::Tiff)),
    (0, b"MM\0*", Kind::Picture(Picture::Tiff)),
    (0, b"II+\0", Kind::Picture(Picture::Tiff)),
    (0, b"MM\0+", Kind::Picture(Picture::Tiff)),
    (0, b"GIF87a", Kind::Picture(Picture::Gif)),
    (0, b"GIF89a", Kind::Picture(Picture::Gif)),
    (0, b"BM", Kind::Picture(Picture::Bmp)),
    (8, b"WEBP", Kind::Picture(Picture::WebP)),
    (0, b"{\\rtf", Kind::Rtf),
    (0, b"\x1f\x8b", Kind::Archive(Archive::Gzip)),
    (0, b"\x78\x9f\x3e\x22", Kind::Tnef),
    (257, b"ustar", Kind::Archive(Archive::Tar)),
];

/// Beginnings that decide a kind that is not read: offset, bytes, media type, plain name.
const MAGIC: &[(usize, &[u8], &str, &str)] = &[
    (4, b"ftypavif", "image/avif", "an AVIF picture"),
    (4, b"ftypavis", "image/avif", "an AVIF picture"),
    (4, b"ftyphei", "image/heic", "a HEIC picture, as telephones take them"),
    (4, b"ftyphev", "image/heic", "a HEIC picture, as telephones take them"),
    (4, b"ftypmif1", "image/heif", "a HEIF picture, as telephones take them"),
    (4, b"ftypmsf1", "image/heif", "a HEIF picture, as telephones take them"),
    (4, b"ftyp", "video/mp4", "a film or sound recording"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar", "a RAR archive"),
    (0, b"\xfd7zXZ\0", "application/x-xz", "an xz archive"),
    (0, b"BZh", "application/x-bzip2", "a bzip2 archive"),
    (0, b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed", "a cabinet archive"),
    (0, b"ID3", "audio/mpeg", "a sound recording"),
    (0, b"OggS", "audio/ogg", "a sound recording"),
    (8, b"WAVE", "audio/wav", "a sound recording"),
    (0, b"#!AMR", "audio/amr", "a sound recording"),
    (0, b"%!PS", "application/postscript", "a PostScript document"),
    (0, b"\x7fELF", "application/x-executable", "a program"),
    (0, b"\xd7\xcd\xc6\x9a", "image/wmf", "a Windows drawing (WMF)"),
    (40, b" EMF", "image/emf", "a Windows drawing (EMF)"),
    (0, b"!BDN", "application/vnd.ms-outlook-pst", "an Outlook mailbox file (.pst)"),
];

/// Judges bytes; `name` decides only how much of a mail's shape is asked for.
pub(crate) fn sniff(bytes: &[u8], name: &str) -> Kind {
    let body = skip_blank(bytes);
    if body.is_empty() {
        return Kind::Empty;
    }
    if let Some(kind) = by_magic(bytes) {
        return kind;
    }
    if looks_like_mail(bytes, is_text_name(name)) {
        return Kind::Mail;
    }
    // Readers of PDF accept the header anywhere in the first kilobyte (ISO 32000-1, appendix H.3.4.1).
    if find(bytes.get(..1024).unwrap_or(bytes), b"%PDF-").is_some() {
        return Kind::Pdf;
    }
    if !plausible_text(bytes) {
        return Kind::Unknown;
    }
    if looks_like_svg(body) {
        return Kind::Unread("image/svg+xml", "an SVG drawing");
    }
    if looks_like_html(body) {
        return Kind::Html;
    }
    Kind::Text
}

fn by_magic(bytes: &[u8]) -> Option<Kind> {
    let begins = |offset: usize, magic: &[u8]| bytes.get(offset..).is_some_and(|rest| rest.starts_with(magic));
    if begins(0, b"PK\x03\x04") || begins(0, b"PK\x05\x06") || begins(0, b"PK\x07\x08") {
        return Some(packed::zip_kind(bytes));
    }
    if begins(0, b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(packed::ole_kind(bytes));
    }
    let read = READ.iter().find(|(offset, magic, _)| begins(*offset, magic));
    match read {
        // "BM" begins English words too; a bitmap names its own length. "WEBP" stands within a RIFF file.
        Some((_, b"BM", _)) if !bitmap_length_fits(bytes) => None,
        Some((_, b"WEBP", _)) if !begins(0, b"RIFF") => None,
        Some((.., kind)) => Some(*kind),
        None => MAGIC
            .iter()
            .find(|(offset, magic, ..)| begins(*offset, magic))
            // "BZh" is followed by a digit and a mark of its own.
            .filter(|(_, magic, ..)| *magic != b"BZh" || begins(4, b"1AY&SY"))
            .map(|(_, _, media_type, plain)| Kind::Unread(media_type, plain)),
    }
}

fn bitmap_length_fits(bytes: &[u8]) -> bool {
    bytes.get(2..6).and_then(|b| b.try_into().ok()).is_some_and(|b| {
        let stated = u32::from_le_bytes(b) as usize;
        stated >= 26 && stated <= bytes.len().saturating_add(4)
    })
}

/// Headers that only programs write.
const MACHINE_HEADERS: [&str; 9] = [
    "received",
    "message-id",
    "mime-version",
    "return-path",
    "delivered-to",
    "dkim-signature",
    "content-type",
    "content-transfer-encoding",
    "x-mailer",
];
/// Headers that people also type at the top of a letter.
const PLAIN_HEADERS: [&str; 7] = ["from", "to", "subject", "date", "cc", "sender", "reply-to"];

/// True where the bytes begin with the header block of a mail. `strict` asks for headers that only programs write, for
/// files that call themselves plain text: people type "From:" and "Date:" at the top of letters.
pub(crate) fn looks_like_mail(bytes: &[u8], strict: bool) -> bool {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(bytes);
    let bytes = skip_blank(bytes);
    let mut lines = bytes.split(|b| *b == b'\n').map(|l| l.strip_suffix(b"\r").unwrap_or(l)).take(400).peekable();
    let envelope = lines.next_if(|l| is_mbox_line(l)).is_some();
    let (mut plain, mut machine, mut any) = (0u32, 0u32, 0u32);
    for (number, line) in lines.enumerate() {
        if line.is_empty() {
            break;
        }
        if number > 0 && matches!(line.first(), Some(b' ' | b'\t')) || line.starts_with(b">From ") {
            continue;
        }
        let Some((name, value)) = header_line(line) else {
            // A line that is no header ends the block; what came before decides.
            if number == 0 {
                return false;
            }
            break;
        };
        any += 1;
        if MACHINE_HEADERS.contains(&name.as_str()) && machine_value(&name, value) {
            machine += 1;
        } else if PLAIN_HEADERS.contains(&name.as_str()) {
            plain += 1;
            if name == "date" && has_zone(value) {
                machine += 1;
            }
        } else if name.starts_with("x-") || name.starts_with("list-") || name.starts_with("arc-") {
            machine += 1;
        }
    }
    if strict {
        return machine >= 1 && (machine + plain >= 2 || envelope);
    }
    plain + machine >= 2 || (envelope && any >= 1) || (plain + machine == 1 && any >= 2)
}

/// `From someone Mon Nov 23 10:00:00 2026`, the line with which an mbox begins each mail.
fn is_mbox_line(line: &[u8]) -> bool {
    line.starts_with(b"From ")
        && line.windows(3).any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit())
}

fn header_line(line: &[u8]) -> Option<(String, &[u8])> {
    let colon = line.iter().take(80).position(|b| *b == b':')?;
    let (name, value) = (line.get(..colon)?, line.get(colon + 1..)?);
    let name = name.strip_suffix(b" ").unwrap_or(name);
    let good = !name.is_empty() && name.iter().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_' | b'.'));
    good.then(|| (String::from_utf8_lossy(name).to_ascii_lowercase(), value))
}

/// True where the value has the shape a program gives to this header.
fn machine_value(name: &str, value: &[u8]) -> bool {
    match name {
        "message-id" => value.contains(&b'<') || value.contains(&b'@'),
        "content-type" => value.contains(&b'/'),
        "mime-version" => value.contains(&b'.'),
        "return-path" | "delivered-to" => value.contains(&b'@') || value.contains(&b'<'),
        _ => true,
    }
}

/// A date with a numeric zone (`+0000`), as RFC 5322 has it and no letter does.
fn has_zone(value: &[u8]) -> bool {
    value.windows(5).any(|w| matches!(w[0], b'+' | b'-') && w[1..].iter().all(u8::is_ascii_digit))
        && value.windows(3).any(|w| w[0].is_ascii_digit() && w[1] == b':' && w[2].is_ascii_digit())
}

fn looks_like_svg(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(body);
    let head = body.get(..1024).unwrap_or(body);
    starts_ignoring_case(body, b"<svg") || (starts_ignoring_case(body, b"<?xml") && find(head, b"<svg").is_some())
}

fn looks_like_html(body: &[u8]) -> bool {
    let body = body.strip_prefix(b"\xef\xbb\xbf".as_slice()).unwrap_or(body);
    let head = body.get(..2048).unwrap_or(body);
    ["<!doctype html", "<html", "<head", "<body", "<meta", "<div", "<table", "<p>", "<style"]
        .iter()
        .any(|tag| starts_ignoring_case(body, tag.as_bytes()))
        || (body.starts_with(b"<") && find_ignoring_case(head, b"<html"))
}

/// True where almost every byte can stand in a text of some charset.
fn plausible_text(bytes: &[u8]) -> bool {
    if super::text::bom(bytes).is_some() || super::text::utf16_without_bom(bytes).is_some() {
        return true;
    }
    let head = bytes.get(..65_536).unwrap_or(bytes);
    let odd = head.iter().filter(|b| matches!(b, 0..=8 | 14..=26 | 28..=31 | 127)).count();
    odd * 200 <= head.len()
}

fn is_text_name(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    [".txt", ".text", ".md", ".csv", ".log"].iter().any(|end| lower.ends_with(end))
}

fn skip_blank(bytes: &[u8]) -> &[u8] {
    let start = bytes.iter().position(|b| !b.is_ascii_whitespace()).unwrap_or(bytes.len());
    bytes.get(start..).unwrap_or_default()
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    memchr::memmem::find(haystack, needle)
}

fn starts_ignoring_case(bytes: &[u8], start: &[u8]) -> bool {
    bytes.get(..start.len()).is_some_and(|head| head.eq_ignore_ascii_case(start))
}

fn find_ignoring_case(bytes: &[u8], needle: &[u8]) -> bool {
    bytes.windows(needle.len()).any(|w| w.eq_ignore_ascii_case(needle))
}
