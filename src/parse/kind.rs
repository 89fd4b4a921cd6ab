//! What bytes are, judged by the bytes. Names and declared types only break ties; they never overrule content.

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
            Kind::Unread(media_type, _) => media_type,
        }
    }
}

/// Beginnings that decide a kind: offset, bytes, media type, plain name.
const MAGIC: &[(usize, &[u8], &str, &str)] = &[
    (0, b"GIF87a", "image/gif", "a GIF picture"),
    (0, b"GIF89a", "image/gif", "a GIF picture"),
    (0, b"BM", "image/bmp", "a BMP picture"),
    (8, b"WEBP", "image/webp", "a WebP picture"),
    (4, b"ftypheic", "image/heic", "a HEIC picture"),
    (4, b"ftypheix", "image/heic", "a HEIC picture"),
    (4, b"ftypmif1", "image/heif", "a HEIF picture"),
    (0, b"{\\rtf", "application/rtf", "a rich text (RTF) document"),
    (0, b"\x1f\x8b", "application/gzip", "a gzip archive"),
    (0, b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed", "a 7-Zip archive"),
    (0, b"Rar!\x1a\x07", "application/vnd.rar", "a RAR archive"),
    (0, b"\x78\x9f\x3e\x22", "application/ms-tnef", "an Outlook winmail.dat"),
    (0, b"ID3", "audio/mpeg", "a sound recording"),
    (0, b"OggS", "audio/ogg", "a sound recording"),
    (8, b"WAVE", "audio/wav", "a sound recording"),
    (0, b"%!PS", "application/postscript", "a PostScript document"),
    (0, b"\x7fELF", "application/x-executable", "a program"),
    (257, b"ustar", "application/x-tar", "a tar archive"),
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
    if looks_like_html(body) {
        return Kind::Html;
    }
    Kind::Text
}

fn by_magic(bytes: &[u8]) -> Option<Kind> {
    if bytes.starts_with(b"%PDF-") {
        return Some(Kind::Pdf);
    }
    if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
        return Some(Kind::Picture(Picture::Png));
    }
    if bytes.starts_with(b"\xff\xd8\xff") {
        return Some(Kind::Picture(Picture::Jpeg));
    }
    if [b"II*\0", b"MM\0*", b"II+\0", b"MM\0+"].iter().any(|m| bytes.starts_with(*m)) {
        return Some(Kind::Picture(Picture::Tiff));
    }
    if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") {
        return Some(zip_kind(bytes));
    }
    if bytes.starts_with(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1") {
        return Some(ole_kind(bytes));
    }
    MAGIC
        .iter()
        .find(|(offset, magic, ..)| bytes.get(*offset..).is_some_and(|rest| rest.starts_with(magic)))
        // "BM" begins English words too; a bitmap names its own length.
        .filter(|(_, magic, ..)| *magic != b"BM" || bitmap_length_fits(bytes))
        .map(|(_, _, media_type, plain)| Kind::Unread(media_type, plain))
}

fn bitmap_length_fits(bytes: &[u8]) -> bool {
    bytes.get(2..6).and_then(|b| b.try_into().ok()).is_some_and(|b| {
        let stated = u32::from_le_bytes(b) as usize;
        stated >= 26 && stated <= bytes.len().saturating_add(4)
    })
}

/// Office files are zips; the names of their members stand in the clear.
fn zip_kind(bytes: &[u8]) -> Kind {
    let has = |needle: &[u8]| find(bytes, needle).is_some();
    if has(b"word/document") {
        return Kind::Unread(
            "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
            "a Word document",
        );
    }
    if has(b"xl/workbook") {
        return Kind::Unread("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "an Excel workbook");
    }
    if has(b"ppt/presentation") {
        return Kind::Unread(
            "application/vnd.openxmlformats-officedocument.presentationml.presentation",
            "a PowerPoint presentation",
        );
    }
    if has(b"mimetypeapplication/vnd.oasis.opendocument") {
        return Kind::Unread("application/vnd.oasis.opendocument", "an OpenDocument file");
    }
    Kind::Unread("application/zip", "a zip archive")
}

/// Compound files hold stream names in UTF-16.
fn ole_kind(bytes: &[u8]) -> Kind {
    let has = |name: &str| {
        let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        find(bytes, &wide).is_some()
    };
    if has("__properties_version1") || has("__substg1.0_") {
        return Kind::Unread("application/vnd.ms-outlook", "an Outlook message (.msg)");
    }
    if has("WordDocument") {
        return Kind::Unread("application/msword", "a Word document of the old kind (.doc)");
    }
    if has("Workbook") {
        return Kind::Unread("application/vnd.ms-excel", "an Excel workbook of the old kind (.xls)");
    }
    if has("EncryptedPackage") {
        return Kind::Unread("application/x-encrypted-office", "an Office document locked with a password");
    }
    Kind::Unread("application/x-ole-storage", "an Office file of the old kind")
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
