//! Office files: what a person sees is read, and what nobody sees is read too, set apart at the end and flagged. A case
//! for every kind of hiding.

use super::pack::{doc, docx, odf, package, paragraph, row, xlsx, zip};
use super::{codes, read, squeezed};
use postroom::model::{Document, Parsed, ProblemCode, Severity, TextFrom, ZoneKind};

/// What is seen and what is hidden of a document.
fn parts(document: &Document) -> (String, String) {
    let hidden =
        document.zones.iter().find(|z| z.kind == ZoneKind::Hidden).map_or(document.text.len(), |z| z.span.start);
    let (seen, hidden) = document.text.split_at(hidden);
    (squeezed(seen), squeezed(hidden))
}

/// Reads a file and holds its first document to what is seen and hidden.
fn expect(name: &str, bytes: Vec<u8>, seen: &str, hidden: &str) -> Parsed {
    let parsed = read(name, bytes);
    let document = &parsed.documents[0];
    assert_eq!(document.text_from, TextFrom::Office, "{name}: {:?}", parsed.problems);
    let (has_seen, has_hidden) = parts(document);
    assert_eq!(has_seen, seen, "{name}: seen");
    assert!(has_hidden.contains(hidden), "{name}: {hidden:?} in {has_hidden:?}");
    if hidden.is_empty() {
        assert!(has_hidden.is_empty(), "{name}: {has_hidden:?}");
    } else {
        let flag = parsed.problems.iter().find(|p| p.code == ProblemCode::HiddenContent).expect("a flag");
        assert!(!flag.message.contains(hidden), "{name}: a problem quotes");
    }
    parsed
}

#[test]
fn word_documents_are_read_as_a_person_reads_them() {
    let table = |rows: &[&[&str]]| -> String {
        let cell = |c: &&str| format!("<w:tc>{}</w:tc>", paragraph("", c));
        let rows: String =
            rows.iter().map(|r| format!("<w:tr>{}</w:tr>", r.iter().map(cell).collect::<String>())).collect();
        format!("<w:tbl>{rows}</w:tbl>")
    };
    let nested = table(&[&["Name", "Ann"]]);
    let around = format!("<w:tbl><w:tr><w:tc>{}{nested}</w:tc></w:tr></w:tbl>", paragraph("", "Visits"));
    let box_of = |text: &str| {
        format!(
            "<w:p><w:r><mc:AlternateContent><mc:Choice><w:txbxContent>{0}</w:txbxContent></mc:Choice><mc:Fallback><w:txbxContent>{0}</w:txbxContent></mc:Fallback></mc:AlternateContent></w:r></w:p>",
            paragraph("", text)
        )
    };
    let cases: Vec<(&str, String, &str)> = vec![
        ("plain", paragraph("", "Nobody came &amp; nobody rang &#163;5."), "Nobody came & nobody rang £5."),
        ("breaks", "<w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>".into(), "one two three"),
        ("table", table(&[&["Name", "Visit"], &["Ann", "late"]]), "Name Visit Ann late"),
        ("nested table", around, "Visits Name Ann"),
        ("text box once", box_of("In the box"), "In the box"),
        ("white on a dark cell", "<w:tbl><w:tr><w:tc><w:tcPr><w:shd w:val=\"clear\" w:fill=\"1F3864\"/></w:tcPr><w:p><w:r><w:rPr><w:color w:val=\"FFFFFF\"/></w:rPr><w:t>Heading</w:t></w:r></w:p></w:tc></w:tr></w:tbl>".into(), "Heading"),
        ("switch off", paragraph("<w:vanish w:val=\"0\"/>", "Seen"), "Seen"),
        (
            "field in a field",
            {
                let mark = |kind: &str| format!("<w:r><w:fldChar w:fldCharType=\"{kind}\"/></w:r>");
                let code = |t: &str| format!("<w:r><w:instrText>{t}</w:instrText></w:r>");
                let (begin, separate, end) = (mark("begin"), mark("separate"), mark("end"));
                let inner = format!("{begin}{}{separate}<w:r><w:t>yes</w:t></w:r>{end}", code("PAGE"));
                let outer = format!("{begin}{}{inner}{}{separate}<w:r><w:t>Shown</w:t></w:r>{end}", code("IF "), code("= b"));
                format!("<w:p>{outer}<w:r><w:t>.</w:t></w:r></w:p>")
            },
            "Shown.",
        ),
        ("sdt", format!("<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>", paragraph("", "Field")), "Field"),
    ];
    for (name, body, seen) in cases {
        expect(name, docx(&body, &[]), seen, "");
    }
    let text = read("a.docx", docx(&table(&[&["Name", "Ann"], &["Ref", "12"]]), &[])).documents[0].text.clone();
    assert_eq!(text, "Name\tAnn\nRef\t12");
}

#[test]
fn word_documents_hide_nothing_from_us() {
    let seen = paragraph("", "Seen.");
    let beside = |body: &str| format!("{seen}<w:p>{body}</w:p>");
    let run = |p: &str, text: &str| format!("<w:r><w:rPr>{p}</w:rPr><w:t>{text}</w:t></w:r>");
    let part = |root: &str, inner: &str| format!("<w:{root} xmlns:w=\"w\">{inner}</w:{root}>");
    let styles = "<w:styles><w:style w:styleId=\"Gone\"><w:rPr><w:vanish/></w:rPr></w:style><w:style w:styleId=\"Too\"><w:basedOn w:val=\"Gone\"/></w:style></w:styles>";
    let comment = part("comments", &format!("<w:comment w:author=\"Ann\">{}</w:comment>", paragraph("", "secret")));
    let links = "<Relationships><Relationship Id=\"r1\" Type=\"x/hyperlink\" TargetMode=\"External\" Target=\"mailto:secret@home.example\"/></Relationships>";
    let core = "<cp:coreProperties><dc:creator>secret</dc:creator></cp:coreProperties>";
    let custom = "<Properties><property name=\"Case\"><vt:lpwstr>secret</vt:lpwstr></property></Properties>";
    let cases: Vec<(&str, String, Vec<(&str, &str)>, bool)> = vec![
        ("deleted", beside("<w:del><w:r><w:delText>secret</w:delText></w:r></w:del>"), vec![], true),
        ("moved away", beside(&format!("<w:moveFrom>{}</w:moveFrom>", run("", "secret"))), vec![], true),
        ("hidden", beside(&run("<w:vanish/>", "secret")), vec![], true),
        (
            "hidden by style",
            beside(&run("<w:rStyle w:val=\"Too\"/>", "secret")),
            vec![("word/styles.xml", styles)],
            true,
        ),
        ("white", beside(&run("<w:color w:val=\"FFFFFF\"/>", "secret")), vec![], true),
        ("tiny", beside(&run("<w:sz w:val=\"2\"/>", "secret")), vec![], true),
        ("comment", seen.clone(), vec![("word/comments.xml", comment.as_str())], true),
        ("alt text", beside("<w:r><w:drawing><wp:docPr descr=\"secret\"/></w:drawing></w:r>"), vec![], false),
        (
            "link",
            beside("<w:hyperlink r:id=\"r1\"></w:hyperlink>"),
            vec![("word/_rels/document.xml.rels", links)],
            false,
        ),
        ("author", seen.clone(), vec![("docProps/core.xml", core)], false),
        ("custom property", seen.clone(), vec![("docProps/custom.xml", custom)], false),
        ("data", seen.clone(), vec![("customXml/item1.xml", "<a><b>secret</b></a>")], false),
        (
            "field",
            beside(
                "<w:r><w:fldChar w:fldCharType=\"begin\"/><w:instrText>HYPERLINK \"secret\"</w:instrText><w:fldChar w:fldCharType=\"separate\"/></w:r>",
            ),
            vec![],
            false,
        ),
    ];
    for (name, body, more, person) in cases {
        let parsed = expect(name, docx(&body, &more), "Seen.", "secret");
        let severity = if person { Severity::NeedsPerson } else { Severity::Note };
        let flag = parsed.problems.iter().find(|p| p.code == ProblemCode::HiddenContent).expect("a flag");
        assert_eq!(flag.severity, severity, "{name}: {}", flag.message);
    }
    let around = [
        ("word/header1.xml", part("hdr", &paragraph("", "Head"))),
        ("word/header2.xml", part("hdr", &paragraph("", "Head"))),
        ("word/footnotes.xml", part("footnotes", &format!("<w:footnote>{}</w:footnote>", paragraph("", "Note")))),
        ("word/footer1.xml", part("ftr", &paragraph("", "Foot"))),
    ];
    let around: Vec<(&str, &str)> = around.iter().map(|(n, t)| (*n, t.as_str())).collect();
    expect("around", docx(&seen, &around), "Head Seen. Note Foot", "");
    let inserted = format!("{seen}<w:p><w:ins>{}</w:ins></w:p>", run("", "Added."));
    let parsed = read("a.docx", docx(&inserted, &[]));
    assert_eq!(squeezed(&parsed.documents[0].text), "Seen. Added.");
    assert!(parsed.problems[0].message.contains("1 tracked insertion"), "{:?}", parsed.problems);
}

#[test]
fn workbooks_hide_nothing_from_us() {
    let seen = format!("<sheetData>{}{}</sheetData>", row(1, "", &["Name", "Visit"]), row(2, "", &["Ann", "late"]));
    let with =
        |cols: &str, rows: &str| format!("{cols}<sheetData>{}{rows}</sheetData>", row(1, "", &["Name", "Visit"]));
    let links = |kind: &str, target: &str| {
        format!("<Relationships><Relationship Id=\"r1\" Type=\"x/{kind}\" Target=\"{target}\"/></Relationships>")
    };
    let comments = links("comments", "../comments1.xml");
    let styles = "<styleSheet><numFmts><numFmt numFmtId=\"200\" formatCode=\";;;\"/></numFmts><fonts><font/><font><color rgb=\"FFFFFFFF\"/></font></fonts><fills><fill/></fills><cellXfs><xf/><xf fontId=\"1\"/><xf numFmtId=\"200\"/></cellXfs></styleSheet>";
    let styled = |s: usize| {
        with("", &format!("<row r=\"2\"><c r=\"A2\" s=\"{s}\" t=\"inlineStr\"><is><t>secret</t></is></c></row>"))
    };
    let cache = "<pivotCacheDefinition><cacheFields><cacheField name=\"Who\"><sharedItems><s v=\"secret\"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>";
    type Case<'c> = (&'c str, Vec<(&'c str, &'c str, String)>, Vec<(&'c str, String)>, &'c str);
    let cases: Vec<Case<'_>> = vec![
        (
            "column",
            vec![(
                "S",
                "",
                with("<cols><col min=\"2\" max=\"2\" hidden=\"1\"/></cols>", &row(2, "", &["Ann", "secret"])),
            )],
            vec![],
            "S Name Ann",
        ),
        ("row", vec![("S", "", with("", &row(2, "hidden=\"1\"", &["secret"])))], vec![], "S Name Visit"),
        (
            "sheet",
            vec![
                ("S", "", seen.clone()),
                ("T", "state=\"hidden\"", format!("<sheetData>{}</sheetData>", row(1, "", &["secret"]))),
            ],
            vec![],
            "S Name Visit Ann late",
        ),
        (
            "very hidden sheet",
            vec![
                ("S", "", seen.clone()),
                ("T", "state=\"veryHidden\"", format!("<sheetData>{}</sheetData>", row(1, "", &["secret"]))),
            ],
            vec![],
            "S Name Visit Ann late",
        ),
        (
            "comment",
            vec![("S", "", seen.clone())],
            vec![
                ("xl/worksheets/_rels/sheet1.xml.rels", comments),
                (
                    "xl/comments1.xml",
                    "<comments><commentList><comment><text><t>secret</t></text></comment></commentList></comments>"
                        .into(),
                ),
            ],
            "S Name Visit Ann late",
        ),
        ("white", vec![("S", "", styled(1))], vec![("xl/styles.xml", styles.into())], "S Name Visit"),
        ("shows nothing", vec![("S", "", styled(2))], vec![("xl/styles.xml", styles.into())], "S Name Visit"),
        (
            "pivot cache",
            vec![("S", "", seen.clone())],
            vec![("xl/pivotCache/pivotCacheDefinition1.xml", cache.into())],
            "S Name Visit Ann late",
        ),
        (
            "link",
            vec![("S", "", seen.clone())],
            vec![
                ("xl/externalLinks/_rels/externalLink1.xml.rels", links("externalLinkPath", "secret.xlsx")),
                ("xl/externalLinks/externalLink1.xml", "<externalLink/>".into()),
            ],
            "S Name Visit Ann late",
        ),
        (
            "sheet in no list",
            vec![("S", "", seen.clone())],
            vec![(
                "xl/worksheets/sheet9.xml",
                format!("<worksheet><sheetData>{}</sheetData></worksheet>", row(1, "", &["secret"])),
            )],
            "S Name Visit Ann late",
        ),
    ];
    for (name, sheets, more, seen) in cases {
        let sheets: Vec<(&str, &str, &str)> = sheets.iter().map(|(n, a, x)| (*n, *a, x.as_str())).collect();
        let more: Vec<(&str, &str)> = more.iter().map(|(n, t)| (*n, t.as_str())).collect();
        expect(name, xlsx(&sheets, &more), seen, "secret");
    }
}

#[test]
fn cells_read_as_they_are_shown() {
    let styles = "<styleSheet><cellXfs><xf/><xf numFmtId=\"14\"/></cellXfs></styleSheet>";
    let strings = "<sst><si><t>Ann</t></si><si><r><t>Bob </t></r><r><t>Smith</t></r></si></sst>";
    let sheet = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>1</v></c><c r=\"B1\" s=\"1\"><v>45000</v></c><c r=\"D1\"><v>12.5</v></c><c r=\"E1\" t=\"b\"><v>1</v></c></row><row r=\"7\"><c r=\"A7\" t=\"str\"><f>A1</f><v>Bob</v></c></row></sheetData>";
    let parsed =
        read("a.xlsx", xlsx(&[("Visits", "", sheet)], &[("xl/styles.xml", styles), ("xl/sharedStrings.xml", strings)]));
    assert_eq!(parsed.documents[0].text, "Visits\nBob Smith\t15/03/2023\t12.5\tTRUE\nBob");
}

#[test]
fn presentations_hide_nothing_from_us() {
    let slide = |show: &str, text: &str| {
        format!("<p:sld {show}><p:sp><p:cNvPr id=\"1\"/><a:p><a:r><a:t>{text}</a:t></a:r></a:p></p:sp></p:sld>")
    };
    let list = "<p:presentation><p:sldIdLst><p:sldId id=\"256\" r:id=\"r2\"/><p:sldId id=\"257\" r:id=\"r1\"/></p:sldIdLst></p:presentation>";
    let links = "<Relationships><Relationship Id=\"r1\" Type=\"x/slide\" Target=\"slides/slide1.xml\"/><Relationship Id=\"r2\" Type=\"x/slide\" Target=\"slides/slide2.xml\"/></Relationships>";
    let notes = "<Relationships><Relationship Id=\"r1\" Type=\"x/notesSlide\" Target=\"../notesSlides/notesSlide1.xml\"/></Relationships>";
    let hidden_shape = "<p:sld><p:sp><p:cNvPr id=\"1\"/><a:p><a:t>Second</a:t></a:p></p:sp><p:sp><p:cNvPr id=\"2\" hidden=\"1\"/><a:p><a:t>secret</a:t></a:p></p:sp></p:sld>";
    let base = [("ppt/presentation.xml", list.to_owned()), ("ppt/_rels/presentation.xml.rels", links.to_owned())];
    let cases: Vec<(&str, Vec<(&str, String)>, &str)> = vec![
        (
            "slide",
            vec![
                ("ppt/slides/slide1.xml", slide("show=\"0\"", "secret")),
                ("ppt/slides/slide2.xml", slide("", "First")),
            ],
            "First",
        ),
        (
            "shape",
            vec![("ppt/slides/slide1.xml", hidden_shape.into()), ("ppt/slides/slide2.xml", slide("", "First"))],
            "First Second",
        ),
        (
            "notes",
            vec![
                ("ppt/slides/slide1.xml", slide("", "Second")),
                ("ppt/slides/slide2.xml", slide("", "First")),
                ("ppt/slides/_rels/slide1.xml.rels", notes.into()),
                ("ppt/notesSlides/notesSlide1.xml", slide("", "secret")),
            ],
            "First Second",
        ),
        (
            "comment",
            vec![
                ("ppt/slides/slide1.xml", slide("", "Second")),
                ("ppt/slides/slide2.xml", slide("", "First")),
                ("ppt/comments/comment1.xml", "<p:cmLst><p:cm><p:text>secret</p:text></p:cm></p:cmLst>".into()),
            ],
            "First Second",
        ),
    ];
    for (name, more, seen) in cases {
        expect(name, package(&[base.to_vec(), more].concat()), seen, "secret");
    }
}

#[test]
fn open_document_files_hide_nothing_from_us() {
    let text = |inner: &str| format!("<office:text><text:p>Seen.</text:p>{inner}</office:text>");
    let gone = "<style:style style:name=\"G\"><style:text-properties text:display=\"none\"/></style:style><style:style style:name=\"W\"><style:text-properties fo:color=\"#ffffff\"/></style:style><style:style style:name=\"S\"><style:section-properties text:display=\"none\"/><style:table-properties table:display=\"false\"/><style:drawing-page-properties presentation:visibility=\"hidden\"/></style:style>";
    let cell = |t: &str| format!("<table:table-cell><text:p>{t}</text:p></table:table-cell>");
    let sheet =
        |attributes: &str, inner: &str| format!("<table:table table:name=\"T\" {attributes}>{inner}</table:table>");
    let line = |attributes: &str, inner: &str| format!("<table:table-row {attributes}>{inner}</table:table-row>");
    let first = sheet("", &line("", &(cell("Name") + &cell("Ann"))));
    let table = |inner: &str| format!("<office:spreadsheet>{inner}</office:spreadsheet>");
    let cases: Vec<(&str, &str, String, &str)> = vec![
        ("hidden", "text", text("<text:p><text:span text:style-name=\"G\">secret</text:span></text:p>"), "Seen."),
        ("white", "text", text("<text:p text:style-name=\"W\">secret</text:p>"), "Seen."),
        ("section", "text", text("<text:section text:style-name=\"S\"><text:p>secret</text:p></text:section>"), "Seen."),
        ("comment", "text", text("<text:p>More.<office:annotation><dc:creator>Ann</dc:creator><text:p>secret</text:p></office:annotation></text:p>"), "Seen. More."),
        ("deleted", "text", "<office:text><text:tracked-changes><text:changed-region><text:deletion><text:p>secret</text:p></text:deletion></text:changed-region></text:tracked-changes><text:p>Seen.</text:p></office:text>".to_string(), "Seen."),
        ("sheet", "spreadsheet", table(&(first.clone() + &sheet("table:style-name=\"S\"", &line("", &cell("secret"))))), "T Name Ann"),
        ("row", "spreadsheet", table(&sheet("", &(line("", &cell("Name")) + &line("table:visibility=\"collapse\"", &cell("secret"))))), "T Name"),
        ("column", "spreadsheet", table(&sheet("", &("<table:table-column/><table:table-column table:visibility=\"collapse\"/>".to_owned() + &line("", &(cell("Name") + &cell("secret")))))), "T Name"),
        ("slide", "presentation", "<office:presentation><draw:page><draw:frame><draw:text-box><text:p>Seen.</text:p></draw:text-box></draw:frame></draw:page><draw:page draw:style-name=\"S\"><text:p>secret</text:p></draw:page></office:presentation>".into(), "Seen."),
        ("notes", "presentation", "<office:presentation><draw:page><text:p>Seen.</text:p><presentation:notes><text:p>secret</text:p></presentation:notes></draw:page></office:presentation>".into(), "Seen."),
    ];
    for (name, kind, body, seen) in cases {
        expect(name, odf(kind, gone, &body, &[]), seen, "secret");
    }
    let meta = "<office:document-meta><meta:initial-creator>secret</meta:initial-creator></office:document-meta>";
    expect("author", odf("text", "", &text(""), &[("meta.xml", meta)]), "Seen.", "secret");
    let manifest =
        "<manifest:manifest><manifest:file-entry><manifest:encryption-data/></manifest:file-entry></manifest:manifest>";
    let locked = read("a.odt", odf("text", "", "", &[("META-INF/manifest.xml", manifest)]));
    assert!(codes(&locked).contains(&ProblemCode::Encrypted), "{:?}", locked.problems);
}

#[test]
fn files_in_office_files_are_documents_of_their_own() {
    let inner = docx(&paragraph("", "Inside."), &[]);
    let types = b"<Types/>".as_slice();
    let main = b"<w:document><w:body><w:p><w:r><w:t>Outside.</w:t></w:r></w:p></w:body></w:document>".as_slice();
    let file = zip(&[
        ("[Content_Types].xml", types),
        ("word/document.xml", main),
        ("word/embeddings/letter.docx", &inner),
        ("word/vbaProject.bin", b"program"),
        ("word/theme/theme1.xml", b"<a/>"),
    ]);
    let parsed = read("a.docx", file);
    let inside = parsed.documents.iter().find(|d| d.name == "letter.docx").expect("a document of its own");
    assert_eq!((inside.text.as_str(), inside.parent), ("Inside.", Some(0)));
    assert!(parsed.problems.iter().any(|p| p.message.contains("1 macro")), "{:?}", parsed.problems);
}

#[test]
fn old_office_files_are_read_and_told_apart() {
    expect("a.doc", doc(b"Seen text.\rMore.\rsecret\r", Some(17)), "Seen text. More.", "secret");
    let parsed = read("a.doc", doc(b"Name\x07Ann\x07\x07Ref\x0712\x07\x07See \x13HYPERLINK \"x\"\x14here\x15.", None));
    assert!(parsed.documents[0].text.starts_with("Name\tAnn\nRef\t12\nSee here."), "{:?}", parsed.documents[0].text);
    // Made with xlwt 1.3.0: a sheet with a hidden column, a hidden row, a date and a comment-free hidden sheet.
    let book = std::fs::read(crate::support::root().join("tests/parse/files/visits.xls")).expect("a file of the tests");
    let parsed = read("visits.xls", book);
    let (seen, hidden) = parts(&parsed.documents[0]);
    assert_eq!(seen, "Visits Date Note 02/03/2026 Nobody came on Monday 9 Tuesday");
    for words in ["secret column", "secret row", "secret sheet"] {
        assert!(hidden.contains(words), "{words}: {hidden}");
    }
}
