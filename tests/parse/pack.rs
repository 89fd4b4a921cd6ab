//! Makes office files, archives and Outlook messages for the tests: by hand, part by part, so that a test shows in its
//! own lines what is hidden where.

use std::io::{Cursor, Write};
use zip::write::SimpleFileOptions;

/// A zip of these members.
pub(crate) fn zip(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in members {
        zip.start_file(*name, SimpleFileOptions::default()).expect("a member");
        zip.write_all(bytes).expect("its bytes");
    }
    zip.finish().expect("a zip").into_inner()
}

/// A package of parts that are XML, with the list of contents that office files begin with.
pub(crate) fn package(parts: &[(&str, String)]) -> Vec<u8> {
    let types = "<Types xmlns=\"http://schemas.openxmlformats.org/package/2006/content-types\"/>".to_owned();
    let mut members: Vec<(&str, &[u8])> = vec![("[Content_Types].xml", types.as_bytes())];
    members.extend(parts.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&members)
}

/// A Word document with this body and further parts.
pub(crate) fn docx(body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let main = format!(
        "<w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>{body}</w:body></w:document>"
    );
    let mut parts = vec![("word/document.xml", main)];
    parts.extend(more.iter().map(|(name, text)| (*name, (*text).to_owned())));
    package(&parts)
}

/// A paragraph of one run with these run properties.
pub(crate) fn paragraph(properties: &str, text: &str) -> String {
    format!("<w:p><w:r><w:rPr>{properties}</w:rPr><w:t xml:space=\"preserve\">{text}</w:t></w:r></w:p>")
}

/// A workbook: sheets with name, attributes in the list of sheets, and the XML of the sheet; and further parts.
pub(crate) fn xlsx(sheets: &[(&str, &str, &str)], more: &[(&str, &str)]) -> Vec<u8> {
    let list: String = (1..)
        .zip(sheets)
        .map(|(n, (name, attributes, _))| {
            format!("<sheet name=\"{name}\" sheetId=\"{n}\" {attributes} r:id=\"rId{n}\"/>")
        })
        .collect();
    let links: String = (1..=sheets.len())
        .map(|n| format!("<Relationship Id=\"rId{n}\" Type=\"x/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"))
        .collect();
    let names: Vec<String> = (1..=sheets.len()).map(|n| format!("xl/worksheets/sheet{n}.xml")).collect();
    let mut parts = vec![
        ("xl/workbook.xml", format!("<workbook><sheets>{list}</sheets></workbook>")),
        ("xl/_rels/workbook.xml.rels", format!("<Relationships>{links}</Relationships>")),
    ];
    parts.extend(
        names.iter().zip(sheets).map(|(name, (.., xml))| (name.as_str(), format!("<worksheet>{xml}</worksheet>"))),
    );
    parts.extend(more.iter().map(|(name, text)| (*name, (*text).to_owned())));
    package(&parts)
}

/// A row of cells with text.
pub(crate) fn row(number: usize, attributes: &str, cells: &[&str]) -> String {
    let cells: String = ('A'..='Z')
        .zip(cells)
        .map(|(column, text)| format!("<c r=\"{column}{number}\" t=\"inlineStr\"><is><t>{text}</t></is></c>"))
        .collect();
    format!("<row r=\"{number}\" {attributes}>{cells}</row>")
}

/// An OpenDocument file of this kind with these styles and this body.
pub(crate) fn odf(kind: &str, styles: &str, body: &str, more: &[(&str, &str)]) -> Vec<u8> {
    let content = format!(
        "<office:document-content><office:automatic-styles>{styles}</office:automatic-styles><office:body>{body}</office:body></office:document-content>"
    );
    let mimetype = format!("application/vnd.oasis.opendocument.{kind}");
    let mut members: Vec<(&str, &[u8])> = vec![("mimetype", mimetype.as_bytes()), ("content.xml", content.as_bytes())];
    members.extend(more.iter().map(|(name, text)| (*name, text.as_bytes())));
    zip(&members)
}

/// A tar of these members.
pub(crate) fn tar(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut tar = tar::Builder::new(Vec::new());
    for (name, bytes) in members {
        let mut header = tar::Header::new_gnu();
        header.set_size(bytes.len() as u64);
        header.set_mode(0o644);
        // Set by hand: the library refuses names that climb out, and a hostile file does not ask it.
        header.as_old_mut().name[..name.len()].copy_from_slice(name.as_bytes());
        header.set_cksum();
        tar.append(&header, *bytes).expect("a member");
    }
    tar.into_inner().expect("a tar")
}

/// Bytes packed by gzip.
pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packer = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(bytes).expect("packed");
    packer.finish().expect("a gzip")
}

/// A property of a MAPI message: number and value.
pub(crate) enum Prop<'p> {
    /// Text in Unicode.
    Wide(u16, &'p str),
    /// Text in the code page of the message.
    Narrow(u16, &'p [u8]),
    /// A number.
    Number(u16, u32),
    /// Bytes.
    Bytes(u16, &'p [u8]),
}

/// A storage of a `.msg`: its properties and the storages inside it by name.
pub(crate) struct Storage<'p> {
    pub props: Vec<Prop<'p>>,
    pub inner: Vec<(&'p str, Storage<'p>)>,
}

/// An Outlook message as a compound file.
pub(crate) fn msg(message: &Storage<'_>) -> Vec<u8> {
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
    write_storage(&mut file, "", message, 32);
    file.flush().expect("it is written");
    file.into_inner().into_inner()
}

fn write_storage(file: &mut cfb::CompoundFile<Cursor<Vec<u8>>>, at: &str, storage: &Storage<'_>, head: usize) {
    let mut table = vec![0u8; head];
    for prop in &storage.props {
        let (id, kind, bytes) = match prop {
            Prop::Wide(id, text) => (*id, 0x1fu16, text.encode_utf16().flat_map(u16::to_le_bytes).collect()),
            Prop::Narrow(id, bytes) => (*id, 0x1e, bytes.to_vec()),
            Prop::Bytes(id, bytes) => (*id, 0x102, bytes.to_vec()),
            Prop::Number(id, number) => {
                table.extend(0x0003u16.to_le_bytes().iter().chain(&id.to_le_bytes()).chain(&[6, 0, 0, 0]));
                table.extend(number.to_le_bytes().iter().chain(&[0; 4]));
                continue;
            }
        };
        let mut stream = file.create_stream(format!("{at}/__substg1.0_{id:04X}{kind:04X}")).expect("a stream");
        stream.write_all(&bytes).expect("its bytes");
    }
    file.create_stream(format!("{at}/__properties_version1.0"))
        .expect("a stream")
        .write_all(&table)
        .expect("the table");
    for (name, inner) in &storage.inner {
        let path = format!("{at}/{name}");
        file.create_storage(&path).expect("a storage");
        write_storage(file, &path, inner, if name.ends_with("000D") { 24 } else { 8 });
    }
}

/// An attribute of a winmail.dat.
pub(crate) fn tnef_attribute(id: u32, bytes: &[u8]) -> Vec<u8> {
    let sum = bytes.iter().fold(0u16, |sum, b| sum.wrapping_add(u16::from(*b)));
    [&[1], &id.to_le_bytes()[..], &(bytes.len() as u32).to_le_bytes(), bytes, &sum.to_le_bytes()].concat()
}

/// A winmail.dat of these attributes.
pub(crate) fn tnef(attributes: &[Vec<u8>]) -> Vec<u8> {
    [&0x223e_9f78u32.to_le_bytes()[..], &[1, 0], &attributes.concat()].concat()
}

/// A Word document of the old kind: text of Windows-1252, of which the bytes from `hidden` on are formatted as hidden.
pub(crate) fn doc(text: &[u8], hidden: Option<usize>) -> Vec<u8> {
    // The text stands behind the head of the main stream; the page of formatted runs behind it.
    let start = 0x600u32;
    let end = start + text.len() as u32;
    let page = end.div_ceil(512);
    let mut main = vec![0u8; (page as usize + 1) * 512];
    let mut put = |at: usize, bytes: &[u8]| main[at..at + bytes.len()].copy_from_slice(bytes);
    put(0, &0xa5ecu16.to_le_bytes());
    put(2, &0xc1u16.to_le_bytes());
    put(10, &0x0200u16.to_le_bytes());
    put(0x4c, &(text.len() as u32).to_le_bytes());
    put(start as usize, text);
    // One piece, one byte to a character.
    let pieces = [
        &0u32.to_le_bytes()[..],
        &(text.len() as u32).to_le_bytes(),
        &[0, 0],
        &(0x4000_0000 | (start * 2)).to_le_bytes(),
        &[0, 0],
    ]
    .concat();
    let mut table = [&[2][..], &(pieces.len() as u32).to_le_bytes(), &pieces].concat();
    put(0x1a2, &0u32.to_le_bytes());
    put(0x1a6, &(table.len() as u32).to_le_bytes());
    if let Some(hidden) = hidden {
        put(0xfa, &(table.len() as u32).to_le_bytes());
        put(0xfe, &12u32.to_le_bytes());
        table.extend([start.to_le_bytes(), end.to_le_bytes(), page.to_le_bytes()].concat());
        // Two runs; the second has three bytes of properties at the end of the page.
        let at = page as usize * 512;
        put(at, &[start.to_le_bytes(), (start + hidden as u32).to_le_bytes(), end.to_le_bytes()].concat());
        put(at + 12, &[0, 250]);
        put(at + 500, &[3, 0x3c, 0x08, 1]);
        put(at + 511, &[2]);
    }
    let mut file = cfb::CompoundFile::create(Cursor::new(Vec::new())).expect("a compound file");
    file.create_stream("/WordDocument").expect("a stream").write_all(&main).expect("bytes");
    file.create_stream("/1Table").expect("a stream").write_all(&table).expect("bytes");
    file.flush().expect("it is written");
    file.into_inner().into_inner()
}
