//! What a zip or a compound file is, told by the names of what it holds. It opens nothing of what is inside.

use super::kind::{Archive, Kind, Office};
use std::io::{Cursor, Read};

/// Names looked at before it is settled that a zip is an archive of many files.
const NAMES: usize = 5_000;

/// A zip: an office file or an archive.
pub(super) fn zip_kind(bytes: &[u8]) -> Kind {
    let Ok(mut zip) = zip::ZipArchive::new(Cursor::new(bytes)) else { return torn_zip_kind(bytes) };
    let names: Vec<String> =
        zip.file_names().filter_map(Result::ok).take(NAMES).map(|n| n.replace('\\', "/").to_lowercase()).collect();
    let begins = |start: &str| names.iter().any(|name| name.starts_with(start));
    let has = |name: &str| names.iter().any(|n| n == name);
    if has("[content_types].xml") {
        return match () {
            () if begins("word/document") => Kind::Office(Office::Docx),
            () if begins("xl/workbook.bin") => Kind::Office(Office::Xlsb),
            () if begins("xl/workbook") => Kind::Office(Office::Xlsx),
            () if begins("ppt/presentation") => Kind::Office(Office::Pptx),
            () if begins("visio/") => Kind::Unread("application/vnd.ms-visio.drawing", "a Visio drawing"),
            () if begins("documents/1/fixeddoc") || begins("fixeddoc") => {
                Kind::Unread("application/vnd.ms-xpsdocument", "an XPS document")
            }
            () => Kind::Archive(Archive::Zip),
        };
    }
    if has("content.xml") && (has("mimetype") || has("meta-inf/manifest.xml")) {
        return Kind::Office(open_document(&mut zip));
    }
    if begins("index/document.iwa") || has("index.zip") && begins("quicklook/") {
        return Kind::Unread("application/vnd.apple.iwork", "a document of Apple's Pages, Numbers or Keynote");
    }
    Kind::Archive(Archive::Zip)
}

/// Which kind of OpenDocument file, by its own statement.
fn open_document(zip: &mut zip::ZipArchive<Cursor<&[u8]>>) -> Office {
    let mut stated = String::new();
    if let Ok(member) = zip.by_name("mimetype") {
        // What is no statement in plain letters leaves the file a text.
        let _ = member.take(200).read_to_string(&mut stated);
    }
    match stated.trim() {
        s if s.contains("spreadsheet") => Office::Ods,
        s if s.contains("presentation") || s.contains("graphics") => Office::Odp,
        _ => Office::Odt,
    }
}

/// A zip without a directory that can be read: the names of its members still stand before each of them.
fn torn_zip_kind(bytes: &[u8]) -> Kind {
    let has = |needle: &str| memchr::memmem::find(bytes, needle.as_bytes()).is_some();
    match () {
        () if has("word/document") => Kind::Office(Office::Docx),
        () if has("xl/workbook") => Kind::Office(Office::Xlsx),
        () if has("ppt/presentation") => Kind::Office(Office::Pptx),
        () if has("mimetypeapplication/vnd.oasis.opendocument.spreadsheet") => Kind::Office(Office::Ods),
        () if has("mimetypeapplication/vnd.oasis.opendocument") => Kind::Office(Office::Odt),
        () => Kind::Archive(Archive::Zip),
    }
}

/// A compound file: an Outlook message, or an office file of the old kind.
pub(super) fn ole_kind(bytes: &[u8]) -> Kind {
    let names: Vec<String> = match cfb::CompoundFile::open(Cursor::new(bytes)) {
        Ok(file) => file.read_root_storage().take(NAMES).map(|entry| entry.name().to_owned()).collect(),
        Err(_) => torn_ole_names(bytes),
    };
    let has = |name: &str| names.iter().any(|n| n.eq_ignore_ascii_case(name));
    match () {
        () if names.iter().any(|n| n.starts_with("__properties_version1") || n.starts_with("__substg1.0_")) => {
            Kind::Outlook
        }
        () if has("EncryptedPackage") || has("EncryptionInfo") || has("\u{9}DRMContent") => {
            Kind::Locked("application/x-encrypted-office", "an Office file locked with a password")
        }
        () if has("WordDocument") => Kind::Office(Office::Doc),
        () if has("Workbook") || has("Book") => Kind::Office(Office::Xls),
        () if has("PowerPoint Document") || has("PP97_DUALSTORAGE") => Kind::Office(Office::Ppt),
        () if has("VisioDocument") => Kind::Unread("application/vnd.visio", "a Visio drawing"),
        () if has("Quill") => Kind::Unread("application/vnd.ms-publisher", "a Publisher document"),
        () if has("MatOST") || has("MM") => Kind::Unread("application/vnd.ms-works", "a Works document"),
        () => Kind::Unread("application/x-ole-storage", "an Office file of the old kind"),
    }
}

/// The names that stand in UTF-16 somewhere in a compound file that cannot be opened.
fn torn_ole_names(bytes: &[u8]) -> Vec<String> {
    ["__properties_version1", "__substg1.0_", "EncryptedPackage", "WordDocument", "Workbook", "PowerPoint Document"]
        .into_iter()
        .filter(|name| {
            let wide: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
            memchr::memmem::find(bytes, &wide).is_some()
        })
        .map(str::to_owned)
        .collect()
}
