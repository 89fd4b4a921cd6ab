//! One file for each way in which a redacted disclosure is known to leak, each hiding the same name in one place. `Told`
//! files show the name, which is given to be hidden; `Untold` files hide it from view, and it must not come out although
//! nobody named it.

use super::paper::{KEPT, NAME, Paper, image, stream, text};
use crate::support::mail;

/// Whether the name is given to be hidden.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Told {
    Told,
    Untold,
}
use Told::{Told as Yes, Untold as No};

/// A file of the suite; its name starts with the number of the leak.
pub struct Leak {
    pub file: String,
    pub told: Told,
    pub bytes: Vec<u8>,
}

/// The whole suite. `scan` is a picture of a page that shows the kept words and the name.
pub fn suite(scan: &(u32, u32, Vec<u8>)) -> Vec<Leak> {
    let mut all = Vec::new();
    let mut add = |number: u8, what: &str, told: Told, bytes: Vec<u8>| {
        all.push(Leak { file: format!("{number:02}-{what}.{}", ending(what, &bytes)), told, bytes });
    };
    on_the_page(&mut add);
    beside_the_page(&mut add);
    pictures(&mut add, scan);
    written_otherwise(&mut add);
    other_files(&mut add, scan);
    super::parcels::add_all(&mut add);
    all
}

/// Takes a file of the suite.
pub type Add<'a> = &'a mut dyn FnMut(u8, &str, Told, Vec<u8>);

/// What the name of a file ends with; packages say it in their own names, which begin with it.
fn ending(what: &str, bytes: &[u8]) -> String {
    let ending = match bytes {
        [b'%', b'P', b'D', b'F', ..] => "pdf",
        [0x89, b'P', b'N', b'G', ..] => "png",
        [0xd0, 0xcf, ..] => "msg",
        [b'P', b'K', ..] => what.split('-').next().unwrap_or_default(),
        [b'F', b'r', b'o', b'm', b':', ..] => "eml",
        _ => "txt",
    };
    ending.to_string()
}

/// A form that shows the name, as object `number` of the file.
fn form(entries: &str) -> Vec<u8> {
    let shown = text(NAME, 0, 0);
    stream(
        &format!("/Type /XObject /Subtype /Form /BBox [-5 -5 300 30] /Resources << /Font << /F5 5 0 R >> >> {entries}"),
        shown.as_bytes(),
    )
}

fn on_the_page(add: Add<'_>) {
    let name = text(NAME, 30, 120);
    add(1, "box-over-text", No, Paper::showing(&format!("{name}0 g 28 116 150 16 re f\n")).bytes());
    add(1, "tight-box", No, Paper::showing(&format!("{name}0 g 29.5 117.5 113 12 re f\n")).bytes());
    add(1, "black-on-black", No, Paper::showing(&format!("0 g 28 116 150 16 re f\n{name}")).bytes());
    add(2, "white", No, Paper::showing(&format!("1 g\n{name}")).bytes());
    add(2, "tiny", No, Paper::showing(&name.replace("12 Tf", "1 Tf")).bytes());
    add(2, "render-mode-3", No, Paper::showing(&name.replace("BT", "BT 3 Tr")).bytes());
    add(2, "clipped", No, Paper::showing(&format!("q 0 0 10 10 re W n\n{name}Q\n")).bytes());
    let see_through =
        Paper { resources: "/ExtGState << /G << /ca 0 >> >>".into(), ..Paper::showing(&format!("/G gs\n{name}")) };
    add(2, "see-through", No, see_through.bytes());
    let actual = format!("/Span << /ActualText ({NAME}) >> BDC\n{}EMC\n", text("someone", 30, 120));
    add(5, "actual-text", No, Paper::showing(&actual).bytes());
    let tree = Paper {
        catalog: "/StructTreeRoot 7 0 R".into(),
        objects: vec![format!("<< /Type /StructTreeRoot /K << /S /Figure /Alt ({NAME}) /E ({NAME}) >> >>").into()],
        ..Paper::default()
    };
    add(5, "structure-tree", No, tree.bytes());
    let layer = Paper {
        catalog: "/OCProperties << /OCGs [7 0 R] /D << /OFF [7 0 R] /BaseState /ON >> >>".into(),
        resources: "/Properties << /L 7 0 R >>".into(),
        objects: vec![format!("<< /Type /OCG /Name ({NAME}) >>").into()],
        ..Paper::showing(&format!("/OC /L BDC\n{name}EMC\n"))
    };
    add(14, "hidden-layer", No, layer.bytes());
    add(16, "outside-media-box", No, Paper::showing(&text(NAME, 500, 120)).bytes());
    add(
        16,
        "outside-crop-box",
        No,
        Paper { page: "/CropBox [0 140 360 220]".into(), ..Paper::showing(&text(NAME, 30, 60)) }.bytes(),
    );
    let white = Paper {
        resources: "/XObject << /I 7 0 R >>".into(),
        objects: vec![image(4, 4, &[255; 16])],
        ..Paper::showing(&format!("{name}q 200 0 0 30 20 110 cm /I Do Q\n"))
    };
    add(16, "behind-image", No, white.bytes());
    let nested = Paper {
        resources: "/XObject << /X 7 0 R >>".into(),
        objects: vec![
            stream(
                "/Type /XObject /Subtype /Form /BBox [0 0 300 200] /Resources << /XObject << /Y 8 0 R >> >>",
                b"1 0 0 1 30 60 cm /Y Do",
            ),
            form(""),
        ],
        ..Paper::showing("q 1 0 0 1 0 60 cm /X Do Q\n")
    };
    add(24, "nested-forms", Yes, nested.bytes());
    add(
        26,
        "kerned",
        Yes,
        Paper::showing("BT /F5 12 Tf 30 120 Td [(Zep) 20 (hyrine) -300 (Oaken) 15 (fold)] TJ ET\n").bytes(),
    );
}

fn beside_the_page(add: Add<'_>) {
    let annotation = |entries: &str| Paper {
        page: "/Annots [7 0 R]".into(),
        objects: vec![format!("<< /Type /Annot /Rect [30 60 200 80] {entries} >>").into(), form("")],
        ..Paper::default()
    };
    add(6, "note", No, annotation(&format!("/Subtype /Text /Contents ({NAME}) /T ({NAME}) /Subj ({NAME})")).bytes());
    add(
        6,
        "hidden-free-text",
        No,
        annotation(&format!("/Subtype /FreeText /F 2 /Contents ({NAME}) /AP << /N 8 0 R >>")).bytes(),
    );
    add(6, "shown-free-text", Yes, annotation("/Subtype /FreeText /F 4 /AP << /N 8 0 R >>").bytes());
    add(
        6,
        "mark-not-applied",
        No,
        annotation(&format!("/Subtype /Redact /Contents ({NAME}) /OverlayText ({NAME})")).bytes(),
    );
    let mut field =
        annotation(&format!("/Subtype /Widget /FT /Tx /T ({NAME}) /TU ({NAME}) /V ({NAME}) /DV ({NAME}) /F 2"));
    field.catalog = "/AcroForm << /Fields [7 0 R] >>".into();
    add(7, "form-field", No, field.bytes());
    let outline = Paper {
        catalog: "/Outlines 7 0 R /PageLabels << /Nums [0 << /P (Zephyrine Oakenfold) >>] >>".into(),
        objects: vec![
            "<< /Type /Outlines /First 8 0 R /Last 8 0 R /Count 1 >>".into(),
            format!("<< /Title ({NAME}) /Parent 7 0 R /Dest [3 0 R /Fit] >>").into(),
        ],
        ..Paper::default()
    };
    add(8, "bookmarks", No, outline.bytes());
    add(
        9,
        "link",
        No,
        annotation("/Subtype /Link /A << /S /URI /URI (mailto:zephyrine%20oakenfold@mail.example) >>").bytes(),
    );
    let metadata = Paper {
        info: format!("/Author ({NAME}) /Custom ({NAME})"),
        catalog: "/Metadata 7 0 R".into(),
        objects: vec![stream("/Type /Metadata /Subtype /XML", format!("<x>{NAME}</x>").as_bytes())],
        ..Paper::default()
    };
    add(10, "metadata", No, metadata.bytes());
    let embedded = Paper {
        catalog: "/Names << /EmbeddedFiles << /Names [(a) 7 0 R] >> >>".into(),
        objects: vec![
            format!("<< /Type /Filespec /F ({NAME}.txt) /UF ({NAME}.txt) /EF << /F 8 0 R >> >>").into(),
            stream("/Type /EmbeddedFile", format!("Notes about {NAME}").as_bytes()),
        ],
        ..Paper::default()
    };
    add(11, "embedded-file", No, embedded.bytes());
    let mut revised = Paper::showing(&text(NAME, 30, 120)).bytes();
    let place = revised.len();
    let content = text(KEPT, 30, 180);
    revised.extend(format!("4 0 obj\n<< /Length {} >>\nstream\n{content}\nendstream\nendobj\n", content.len()).bytes());
    let table = revised.len();
    let before = memchr::memmem::rfind(&revised[..place], b"xref\n0").expect("a table");
    revised.extend(format!("xref\n4 1\n{place:010} 00000 n \ntrailer\n<< /Size 7 /Root 1 0 R /Prev {before} >>\nstartxref\n{table}\n%%EOF\n").bytes());
    add(12, "earlier-revision", No, revised);
    add(
        13,
        "orphan-object",
        No,
        Paper { objects: vec![stream("", text(NAME, 0, 0).as_bytes())], ..Paper::default() }.bytes(),
    );
    let mut after = Paper::default().bytes();
    after.extend(format!("% {NAME}\n").bytes());
    add(13, "after-the-end", No, after);
    let script = Paper {
        catalog: format!("/OpenAction << /S /JavaScript /JS (app.alert\\('{NAME}'\\)) >>"),
        ..Paper::default()
    };
    add(15, "script", No, script.bytes());
    let private = Paper { page: format!("/PieceInfo << /X << /Private ({NAME}) >> >>"), ..Paper::default() };
    add(19, "private-data", No, private.bytes());
    let mut signed = annotation(&format!(
        "/Subtype /Widget /FT /Sig /F 2 /V << /Type /Sig /Name ({NAME}) /Reason ({NAME}) /Contents <00> >>"
    ));
    signed.catalog = "/AcroForm << /Fields [7 0 R] /SigFlags 3 >>".into();
    add(28, "signature", No, signed.bytes());
}

fn pictures(add: Add<'_>, (width, height, grey): &(u32, u32, Vec<u8>)) {
    let shown = |content: &str, entries: &str| Paper {
        bare: true,
        resources: "/XObject << /I 7 0 R >>".into(),
        objects: vec![stream(
            &format!(
                "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8 {entries}"
            ),
            grey,
        )],
        ..Paper::showing(content)
    };
    let page = "q 360 0 0 220 0 0 cm /I Do Q\n";
    add(
        3,
        "layer-over-scan",
        Yes,
        shown(&format!("{page}{}{}", text(KEPT, 30, 180), text(NAME, 30, 120)).replace("BT", "BT 3 Tr"), "").bytes(),
    );
    add(4, "scan", Yes, shown(page, "").bytes());
    add(
        34,
        "turned-scan",
        Yes,
        Paper { page: "/Rotate 180".into(), ..shown("q -360 0 0 -220 360 220 cm /I Do Q\n", "") }.bytes(),
    );
    let boxed = format!("{page}0 g 0 90 360 50 re f\n");
    add(18, "box-over-scan", No, shown(&boxed, "").bytes());
    let cropped = format!("q 0 150 360 70 re W n\n{page}Q\n");
    add(18, "uncropped-image", No, shown(&cropped, "").bytes());
    add(
        19,
        "thumbnail",
        No,
        Paper { page: "/Thumb 7 0 R".into(), objects: vec![image(*width, *height, grey)], ..Paper::default() }.bytes(),
    );
}

fn written_otherwise(add: Add<'_>) {
    let liar = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap /CMapType 2 def 1 begincodespacerange <00> <ff> \
                endcodespacerange 7 beginbfchar <73> <005a0065007000680079> <6f> <00720069006e0065> <6d> <0020> <65> <004f0061006b> \
                <62> <0065006e> <64> <0066006f> <79> <006c0064> endbfchar endcmap end end";
    let lying = Paper {
        resources: String::new(),
        objects: vec![
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /ToUnicode 8 0 R >>".into(),
            stream("", liar.as_bytes()),
        ],
        ..Paper::showing("BT /F7 12 Tf 30 120 Td (somebdy somebdy somebdy) Tj ET\n")
    };
    let mut lying = lying.bytes();
    let at = memchr::memmem::find(&lying, b"/F5 5 0 R >>").expect("the fonts");
    lying.splice(at..at + 12, b"/F7 7 0 R/F5 5 0 R>>".iter().copied());
    add(20, "lying-font", No, lying);
    let two = format!("{}{}", text("Zephyrine", 250, 140), text("Oakenfold came", 30, 125));
    add(21, "over-lines", Yes, Paper::showing(&two).bytes());
    add(
        21,
        "hyphenated",
        Yes,
        Paper::showing(&format!("{}{}", text("about Zephyrine Oaken-", 180, 140), text("fold today", 30, 125))).bytes(),
    );
    let spaced: String = NAME.chars().enumerate().map(|(n, c)| text(&c.to_string(), 30 + n as i32 * 13, 120)).collect();
    add(22, "letter-spaced", Yes, Paper::showing(&spaced).bytes());
    let mut glyphs: Vec<String> =
        NAME.chars().enumerate().map(|(n, c)| text(&c.to_string(), 30 + n as i32 * 8, 120)).collect();
    glyphs.reverse();
    add(22, "out-of-order", Yes, Paper::showing(&glyphs.concat()).bytes());
    add(22, "rotated", Yes, Paper::showing(&format!("BT /F5 12 Tf 0 1 -1 0 340 30 Tm ({NAME}) Tj ET\n")).bytes());
    let ways = [
        ("zero-width", "Zeph\u{200b}yrine Oaken\u{ad}fold"),
        ("homoglyphs", "Z\u{435}phyrin\u{435} O\u{430}kenf\u{43e}ld"),
        (
            "full-width",
            "\u{ff3a}\u{ff45}\u{ff50}\u{ff48}\u{ff59}\u{ff52}\u{ff49}\u{ff4e}\u{ff45} \u{ff2f}\u{ff41}\u{ff4b}\u{ff45}\u{ff4e}\u{ff46}\u{ff4f}\u{ff4c}\u{ff44}",
        ),
        ("ligature", "Zephyrine Oaken\u{ad}fold and Oakenf\u{200d}old"),
        ("right-to-left", "\u{202e}dlofnekaO eniryhpeZ\u{202c}"),
    ];
    for (what, way) in ways {
        add(23, what, Yes, format!("{KEPT}\n\nWe met {way} there.\n").into_bytes());
    }
    let variants =
        "Mrs Oakenfold, Z. Oakenfold, ZEPHYRINE, Oakenfold's, Oakenfolds, Oakenfeld and zoakenfold@mail.example";
    add(25, "variants", Yes, format!("{KEPT}\n\nWe met {variants}.\n").into_bytes());
    add(39, "title", Yes, format!("{KEPT}\n\nWe met Lady {NAME} there.\n").into_bytes());
    let quoted = format!("{KEPT}\n\n{NAME} wrote.\n\n> {NAME} wrote.\n> > We met Zephyrine\n> > Oakenfold.\n");
    add(37, "quoted-twice", Yes, quoted.into_bytes());
}

fn other_files(add: Add<'_>, (width, height, grey): &(u32, u32, Vec<u8>)) {
    let mut packed = lopdf::Document::load_mem(&Paper::showing(&text(NAME, 30, 120)).bytes()).expect("our own file");
    packed.compress();
    let mut bytes = Vec::new();
    packed.save_modern(&mut bytes).expect("written to memory");
    add(27, "object-streams", Yes, bytes);
    let mut png = Vec::new();
    let picture = image::GrayImage::from_raw(*width, *height, grey.clone()).expect("the size fits");
    picture.write_to(&mut std::io::Cursor::new(&mut png), image::ImageFormat::Png).expect("written to memory");
    // A text chunk before the end (PNG specification 11.3.4.3).
    let chunk = [b"tEXtAuthor\0".as_slice(), NAME.as_bytes()].concat();
    let mut whole = (chunk.len() as u32 - 4).to_be_bytes().to_vec();
    whole.extend(&chunk);
    whole.extend([0; 4]);
    let end = png.len() - 12;
    png.splice(end..end, whole);
    add(17, "picture-metadata", Yes, png);
    let head = mail(
        "Ann Other <ann@mail.example>",
        KEPT,
        "oakenfold.zephyrine@mail.example",
        "Tue, 3 Nov 2026 09:14:00 +0000",
        "Dear team",
    );
    let more = format!(
        "Received: from zephyrine-oakenfold.example by mx\nBcc: {NAME} <z@mail.example>\nX-Author: {NAME}\nList-Id: {NAME}\n"
    );
    add(30, "mail-headers", No, head.replacen("To:", &format!("{more}To:"), 1).into_bytes());
    let html = format!(
        "<html><head><style>.x:before{{content:'{NAME}'}}</style><title>{NAME}</title></head><body><!-- {NAME} --><p>{KEPT}</p>\
         <div style=\"display:none\">{NAME}</div><span style=\"font-size:0\">{NAME}</span><img alt=\"\" title=\"{NAME}\" src=\"x\">\
         <p data-name=\"{NAME}\">end</p></body></html>"
    );
    let html_mail = head.replace("text/plain", "text/html");
    add(31, "html-unseen", No, html_mail.replace("Dear team", &html).into_bytes());
    let inside = format!("<html><body><p>{KEPT}</p><p>Zeph<b>yrine</b> &#79;aken<i>fold</i></p></body></html>");
    add(31, "html-tags-inside", Yes, html_mail.replace("Dear team", &inside).into_bytes());
    let parts = format!(
        "--b\nContent-Type: text/plain\n\n{KEPT}\n--b\nContent-Type: message/rfc822\n\nFrom: {NAME} <z.oakenfold@mail.example>\n\
         Subject: From {NAME}\n\nI am Zephyrine.\n--b\nContent-Type: text/plain\nContent-Disposition: attachment; \
         filename=\"Zephyrine_Oakenfold.txt\"\n\nAbout Oakenfold\n--b--\n"
    );
    let multi = head.replace("text/plain; charset=utf-8", "multipart/mixed; boundary=b").replace("Dear team", &parts);
    add(32, "nested-mail", Yes, multi.into_bytes());
    let quoted = head
        .replace("\n\nDear team", "\nContent-Transfer-Encoding: quoted-printable\n\nZephyrine Oak=\nenf=6Fld called.");
    add(23, "quoted-printable", Yes, quoted.into_bytes());
}
