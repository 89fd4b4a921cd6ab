//! Files of the suite that are made of other files: office documents, Outlook messages, archives, and PDFs with a page that
//! nothing is hidden on. Each hides the name where such files are known to carry it past those who redact them.

use super::leaks::Add;
use super::leaks::Told::{Told as Yes, Untold as No};
use super::paper::{KEPT, NAME, Paper, text};
use crate::parse::pack::{Prop, Storage, docx, msg, paragraph, row, xlsx, zip};
use lopdf::{Dictionary, Document, Object, Stream, dictionary};

/// Adds them all.
pub fn add_all(add: Add<'_>) {
    names_of_files(add);
    documents(add);
    workbooks(add);
    messages(add);
    pages(add);
}

fn names_of_files(add: Add<'_>) {
    let kept = format!("{KEPT}\n");
    add(29, "zip-names", No, zip(&[("Zephyrine Oakenfold/letter by Zephyrine Oakenfold.txt", kept.as_bytes())]));
    add(29, "name-of-zephyrine-oakenfold", No, kept.into_bytes());
}

fn documents(add: Add<'_>) {
    let seen = paragraph("", KEPT);
    let run = |properties: &str, text: &str| format!("<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>");
    let beside = |body: &str| docx(&format!("{seen}<w:p>{body}</w:p>"), &[]);
    add(33, "docx-deleted", No, beside(&format!("<w:del><w:r><w:delText>{NAME}</w:delText></w:r></w:del>")));
    add(33, "docx-vanish", No, beside(&run("<w:vanish/>", NAME)));
    let comment = format!(
        "<w:comments xmlns:w=\"w\"><w:comment w:author=\"{NAME}\" w:initials=\"ZO\">{}</w:comment></w:comments>",
        paragraph("", NAME)
    );
    let core = format!("<cp:coreProperties><dc:creator>{NAME}</dc:creator></cp:coreProperties>");
    add(33, "docx-comment", No, docx(&seen, &[("word/comments.xml", &comment), ("docProps/core.xml", &core)]));
    let split = format!("<w:p>{}{}{}</w:p>", run("", "Zeph"), run("<w:b/>", "yrine Oaken"), run("", "fold came."));
    add(33, "docx-split-runs", Yes, docx(&format!("{seen}{split}"), &[]));
    let tracked = format!("{seen}<w:p><w:ins w:author=\"{NAME}\">{}</w:ins></w:p>", run("", &format!("{NAME} came.")));
    add(33, "docx-inserted", Yes, docx(&tracked, &[]));
}

fn workbooks(add: Add<'_>) {
    let sheet = |more: &str| format!("<sheetData>{}{more}</sheetData>", row(1, "", &[KEPT]));
    add(33, "xlsx-hidden-row", No, xlsx(&[("S", "", &sheet(&row(2, "hidden=\"1\"", &[NAME])))], &[]));
    let other = format!("<sheetData>{}</sheetData>", row(1, "", &[NAME]));
    add(33, "xlsx-hidden-sheet", No, xlsx(&[("S", "", &sheet("")), (NAME, "state=\"veryHidden\"", &other)], &[]));
    let cache = format!(
        "<pivotCacheDefinition><cacheFields><cacheField name=\"Who\"><sharedItems><s v=\"{NAME}\"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>"
    );
    let parts = [("xl/pivotCache/pivotCacheDefinition1.xml", cache.as_str())];
    add(33, "xlsx-pivot-cache", No, xlsx(&[("S", "", &sheet(""))], &parts));
    add(33, "xlsx-shown", Yes, xlsx(&[("S", "", &sheet(&row(2, "", &["Seen by", NAME])))], &[]));
}

fn messages(add: Add<'_>) {
    let heads = format!("Received: from zephyrine-oakenfold.example by mx\r\nX-Author: {NAME}\r\n");
    let html = format!("<p>{KEPT}</p><p style='display:none'>{NAME}</p><!-- {NAME} -->");
    let attached = Storage {
        props: vec![
            Prop::Number(0x3705, 1),
            Prop::Wide(0x3707, "Zephyrine Oakenfold.txt"),
            Prop::Bytes(0x3701, b"Please ring in the evening."),
        ],
        inner: Vec::new(),
    };
    let message = Storage {
        props: vec![
            Prop::Wide(0x001a, "IPM.Note"),
            Prop::Wide(0x0037, "About the visits"),
            Prop::Wide(0x0042, "Ann Other"),
            Prop::Wide(0x5d02, "ann@mail.example"),
            Prop::Wide(0x007d, &heads),
            Prop::Bytes(0x1013, html.as_bytes()),
        ],
        inner: vec![
            ("__recip_version1.0_#00000000", person("Feedback", "sscu@northmoor.example", 1)),
            ("__recip_version1.0_#00000001", person(NAME, "z.oakenfold@mail.example", 3)),
            ("__attach_version1.0_#00000000", attached),
        ],
    };
    add(32, "outlook-message", No, msg(&message));
}

fn person(name: &'static str, address: &'static str, kind: u32) -> Storage<'static> {
    let props = vec![Prop::Wide(0x3001, name), Prop::Wide(0x39fe, address), Prop::Number(0x0c15, kind)];
    Storage { props, inner: Vec::new() }
}

fn pages(add: Add<'_>) {
    let known = "His niece who runs the chip shop by the station told him.";
    add(38, "indirect", Yes, format!("{KEPT}\n\nWe met {NAME} there. {known}\n").into_bytes());
    let first = Paper::showing(&text(NAME, 30, 120)).bytes();
    add(41, "untouched-page", Yes, with_second_page(&first));
}

/// A PDF with a page behind its own that shows kept words, and the name in white and in a note.
fn with_second_page(first: &[u8]) -> Vec<u8> {
    let mut file = Document::load_mem(first).expect("our own file");
    let content = format!("{}1 g\n{}", text("Nothing is hidden on this page", 30, 180), text(NAME, 30, 60));
    let content = file.add_object(Stream::new(Dictionary::new(), content.into_bytes()));
    let note = dictionary! {
        "Type" => "Annot", "Subtype" => "Text", "Rect" => vec![30.into(), 60.into(), 200.into(), 80.into()],
        "F" => 2, "Contents" => Object::string_literal(NAME),
    };
    let mut page = file.get_dictionary((3, 0)).expect("its page").clone();
    page.set("Contents", content);
    page.set("Annots", vec![note.into()]);
    let page = file.add_object(page);
    let pages = file.get_object_mut((2, 0)).and_then(Object::as_dict_mut).expect("its pages");
    pages.set("Kids", vec![Object::Reference((3, 0)), page.into()]);
    pages.set("Count", 2);
    let mut bytes = Vec::new();
    file.save_to(&mut bytes).expect("written to memory");
    bytes
}
