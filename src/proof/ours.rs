//! What our own writer always writes, whatever an item holds: keys, names, strings and fixed texts of every file of ours. It can
//! tell nothing of what was removed, so the search leaves it out; anything beyond it is a fault. It must hold no word that
//! depends on an item, and it is used for files of our own making only.

use crate::parse::Anatomy;

/// The keys that we write.
const KEYS: &[&str] = &[
    "Ascent",
    "B",
    "BaseFont",
    "BitsPerComponent",
    "CIDSystemInfo",
    "CIDToGIDMap",
    "CapHeight",
    "ColorSpace",
    "Contents",
    "Count",
    "DW",
    "Descent",
    "DescendantFonts",
    "DisplayDocTitle",
    "Encoding",
    "Filter",
    "Flags",
    "Font",
    "FontBBox",
    "FontDescriptor",
    "FontFile2",
    "FontName",
    "Height",
    "I",
    "Info",
    "ItalicAngle",
    "K",
    "Kids",
    "Lang",
    "Length",
    "Length1",
    "MCID",
    "MarkInfo",
    "Marked",
    "MediaBox",
    "Metadata",
    "Nums",
    "Ordering",
    "P",
    "Pages",
    "Parent",
    "ParentTree",
    "ParentTreeNextKey",
    "Pg",
    "Producer",
    "R",
    "Registry",
    "Resources",
    "Root",
    "S",
    "Size",
    "StemV",
    "StructParents",
    "StructTreeRoot",
    "Subtype",
    "Supplement",
    "Tabs",
    "Title",
    "ToUnicode",
    "Type",
    "ViewerPreferences",
    "W",
    "Width",
    "XObject",
];

/// The names that we write as values.
const NAMES: &[&str] = &[
    "Artifact",
    "CIDFontType2",
    "CMap",
    "Catalog",
    "DCTDecode",
    "DeviceGray",
    "DeviceRGB",
    "Document",
    "FlateDecode",
    "Font",
    "FontDescriptor",
    "H1",
    "H2",
    "Identity",
    "Identity-H",
    "Image",
    "KEPTAA+NotoSans",
    "KEPTAB+NotoSans-Bold",
    "MCR",
    "Metadata",
    "P",
    "Page",
    "Pages",
    "S",
    "StructElem",
    "StructTreeRoot",
    "Type0",
    "XML",
    "XObject",
];

/// The titles of our files.
const TITLES: [&str; 2] = ["Redacted copy of a document", "Redacted copy of an e-mail"];
/// The strings that stand in each file of ours beside its title, one entry for each time.
const STRINGS: [&str; 6] = ["Adobe", "Adobe", "Identity", "Identity", "Postroom", "en-GB"];

/// The packet of metadata, before and after its title.
const PACKET: [&str; 2] = [
    "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
     <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
     xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
     xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">",
    "</rdf:li></rdf:Alt></dc:title><pdf:Producer>Postroom</pdf:Producer>",
];
/// The map from glyphs to letters, up to its first entry.
const MAP: &str = "%!PS-Adobe-3.0 Resource-CMap\n%%DocumentNeededResources: procset CIDInit\n%%IncludeResource: procset CIDInit\n\
                   %%BeginResource: CMap Kept\n%%Title: (Kept Adobe Identity 0)\n%%Version: 1\n%%EndComments\n";

/// Keys and names of a file that we never write, and strings beyond those that stand in every file of ours.
pub(super) struct Beyond<'a> {
    pub keys: Vec<&'a str>,
    pub names: Vec<&'a str>,
    pub strings: Vec<&'a str>,
}

/// What a file of ours holds beyond what we always write.
pub(super) fn beyond(file: &Anatomy) -> Beyond<'_> {
    let strange = |list: &'static [&str]| move |name: &&str| !list.contains(name);
    let mut strings: Vec<&str> = file.strings.iter().map(String::as_str).collect();
    let mut take = |wanted: &str| {
        let at = strings.iter().position(|s| *s == wanted);
        at.map(|at| strings.swap_remove(at)).is_some()
    };
    for constant in STRINGS {
        take(constant);
    }
    let _titled = TITLES.into_iter().any(take);
    Beyond {
        keys: file.keys.keys().map(String::as_str).filter(strange(KEYS)).collect(),
        names: file.names.iter().map(String::as_str).filter(strange(NAMES)).collect(),
        strings,
    }
}

/// True for the text that a reader makes of our title where it tells what stands beside the pages.
pub(super) fn is_title(text: &str) -> bool {
    TITLES.iter().any(|title| text.trim() == format!("About the file\nTitle: {title}"))
}

/// Bytes of a file or stream of ours with what we always write blanked: whole names with the stroke before them, whole
/// strings and whole fixed texts, never a part of a longer one.
pub(super) fn blanked(bytes: &[u8]) -> Vec<u8> {
    let mut out = bytes.to_vec();
    for title in TITLES {
        blank_all(&mut out, format!("{}{title}{}", PACKET[0], PACKET[1]).as_bytes(), 1);
        blank_all(&mut out, format!("({title})").as_bytes(), 1);
    }
    blank_all(&mut out, MAP.as_bytes(), usize::MAX);
    let mut at = 0;
    while let Some(found) = memchr::memchr(b'/', out.get(at..).unwrap_or_default()) {
        let start = at + found + 1;
        let length = out.iter().skip(start).take_while(|b| regular(**b)).count();
        let name = out.get(start..start + length).and_then(|n| std::str::from_utf8(n).ok()).unwrap_or_default();
        if KEYS.contains(&name) || NAMES.contains(&name) {
            out.iter_mut().skip(start).take(length).for_each(|b| *b = b' ');
        }
        at = start + length;
    }
    out
}

fn blank_all(bytes: &mut [u8], text: &[u8], most: usize) {
    let places: Vec<usize> = memchr::memmem::find_iter(bytes, text).take(most).collect();
    for place in places {
        bytes.iter_mut().skip(place).take(text.len()).for_each(|b| *b = b' ');
    }
}

/// Characters of which a name is made (ISO 32000-1, 7.2.2).
fn regular(byte: u8) -> bool {
    !byte.is_ascii_whitespace() && byte != 0 && !b"()<>[]{}/%".contains(&byte)
}

#[cfg(test)]
mod tests {
    use super::blanked;

    #[test]
    fn only_whole_constants_are_blanked() {
        // Bytes, and what is left of them.
        let cases = [
            ("/Type /Page /Kids [1 0 R]", "/     /     /     [1 0 R]"),
            ("/PageQuill /Pages2", "/PageQuill /Pages2"),
            ("Page (Page) /Pag", "Page (Page) /Pag"),
            ("/Title (Redacted copy of a document)", "/                                     "),
            ("(Redacted copy of a document by Quill)", "(Redacted copy of a document by Quill)"),
            ("Redacted copy of a document", "Redacted copy of a document"),
        ];
        for (bytes, left) in cases {
            let blanked = String::from_utf8(blanked(bytes.as_bytes())).expect("text");
            assert_eq!(blanked.split_whitespace().collect::<String>(), left.split_whitespace().collect::<String>());
            assert_eq!(blanked.len(), bytes.len());
        }
        let twice = blanked(b"(Redacted copy of a document)(Redacted copy of a document)");
        assert!(twice.ends_with(b"(Redacted copy of a document)"), "a second title is not ours");
    }
}
