//! Writes set text as a tagged PDF (ISO 32000-1, 14.8; the demands of PDF/UA-1): new objects only, no date, no identifier,
//! nothing that was in an input. Equal text gives equal bytes.

use super::DiscloseError;
use super::font::{FontRefs, Fonts, Subset, Weight};
use super::typeset::{HIGH, SIDE, Set, SetPage, SetText, Tag, WIDE};
use flate2::Compression;
use flate2::write::ZlibEncoder;
use pdf_writer::types::{StructRole, TextRenderingMode};
use pdf_writer::{Content, Finish, Name, Pdf, Rect, Ref, Str, TextStr};
use std::collections::BTreeSet;
use std::io::Write;

/// What stands above and below the text of each page.
#[derive(Debug, Clone, Copy)]
pub(super) struct Furniture<'a> {
    /// Name of the council.
    pub council: &'a str,
    /// Title of the file.
    pub title: &'a str,
}

/// Both weights as embedded in one file.
pub(super) struct Type {
    pub regular: Subset,
    pub bold: Subset,
    pub regular_refs: FontRefs,
    pub bold_refs: FontRefs,
}

/// Hands out numbers of objects.
#[derive(Default)]
pub(super) struct Numbers(i32);

impl Numbers {
    /// The next number.
    pub fn next(&mut self) -> Ref {
        self.0 += 1;
        Ref::new(self.0)
    }

    /// Numbers for a font.
    pub fn font(&mut self) -> FontRefs {
        FontRefs { font: self.next(), below: [self.next(), self.next(), self.next(), self.next()] }
    }
}

impl Type {
    fn subset(&self, weight: Weight) -> &Subset {
        if weight == Weight::Bold { &self.bold } else { &self.regular }
    }
}

/// Packs bytes; the same bytes always give the same.
pub(super) fn deflate(bytes: &[u8]) -> Vec<u8> {
    let mut packer = ZlibEncoder::new(Vec::with_capacity(bytes.len() / 2), Compression::new(5));
    // Writing to memory cannot fail.
    let _ = packer.write_all(bytes);
    packer.finish().unwrap_or_default()
}

/// The file.
pub(super) fn write(text: &SetText, furniture: Furniture<'_>, fonts: &Fonts) -> Result<Vec<u8>, DiscloseError> {
    let mut pdf = Pdf::new();
    pdf.set_version(1, 7);
    let mut numbers = Numbers::default();
    let (catalog, pages, root, parents, xmp, document) =
        (numbers.next(), numbers.next(), numbers.next(), numbers.next(), numbers.next(), numbers.next());
    let info = numbers.next();
    let elements: Vec<Ref> = text.elements.iter().map(|_| numbers.next()).collect();
    let sheets: Vec<(Ref, Ref)> = text.pages.iter().map(|_| (numbers.next(), numbers.next())).collect();
    let feet: Vec<String> = (1..=text.pages.len()).map(|n| foot(furniture, n, text.pages.len())).collect();
    let letters = |weight: Weight| -> BTreeSet<char> {
        let set = text.pages.iter().flat_map(|p| &p.texts).filter(|t| t.weight == weight).flat_map(|t| t.text.chars());
        match weight {
            Weight::Regular => set.chain(feet.iter().flat_map(|f| f.chars())).collect(),
            Weight::Bold => set.chain(furniture.council.chars()).collect(),
        }
    };
    let kind = Type {
        regular: fonts.subset(Weight::Regular, letters(Weight::Regular)),
        bold: fonts.subset(Weight::Bold, letters(Weight::Bold)),
        regular_refs: numbers.font(),
        bold_refs: numbers.font(),
    };
    let mut marked: Vec<Vec<usize>> = Vec::new();
    for (number, page) in text.pages.iter().enumerate() {
        let (sheet, stream) = sheets[number];
        let (content, order) = page_content(page, furniture, &feet[number], fonts, &kind);
        marked.push(order);
        let packed = deflate(&content);
        pdf.stream(stream, &packed).filter(pdf_writer::Filter::FlateDecode);
        let mut out = pdf.page(sheet);
        out.parent(pages).media_box(Rect::new(0.0, 0.0, WIDE, HIGH)).contents(stream);
        out.struct_parents(i32::try_from(number).unwrap_or(i32::MAX)).pair(Name(b"Tabs"), Name(b"S"));
        out.resources().fonts().pair(Name(b"R"), kind.regular_refs.font).pair(Name(b"B"), kind.bold_refs.font);
    }
    structure(&mut pdf, text, &marked, &sheets, [root, parents, document], &elements);
    fonts.embed(&kind.regular, &mut pdf, kind.regular_refs)?;
    fonts.embed(&kind.bold, &mut pdf, kind.bold_refs)?;
    let kids = sheets.iter().map(|(sheet, _)| *sheet);
    pdf.pages(pages).kids(kids).count(i32::try_from(sheets.len()).unwrap_or(i32::MAX));
    finish(&mut pdf, furniture.title, [catalog, pages, info, xmp], Some(root));
    Ok(pdf.finish())
}

/// Catalogue, title and metadata, the same for every file of this title.
pub(super) fn finish(pdf: &mut Pdf, title: &str, refs: [Ref; 4], tagged: Option<Ref>) {
    let [catalog, pages, info, xmp] = refs;
    let mut out = pdf.catalog(catalog);
    out.pages(pages).lang(TextStr("en-GB")).metadata(xmp);
    out.viewer_preferences().display_doc_title(true);
    if let Some(root) = tagged {
        out.pair(Name(b"StructTreeRoot"), root);
        out.insert(Name(b"MarkInfo")).dict().pair(Name(b"Marked"), true);
    }
    out.finish();
    pdf.document_info(info).title(TextStr(title)).producer(TextStr("Postroom"));
    let claim = if tagged.is_some() { "<pdfuaid:part>1</pdfuaid:part>" } else { "" };
    let text = format!(
        "<?xpacket begin=\"\u{feff}\" id=\"W5M0MpCehiHzreSzNTczkc9d\"?>\n<x:xmpmeta xmlns:x=\"adobe:ns:meta/\">\
         <rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\"><rdf:Description rdf:about=\"\" \
         xmlns:dc=\"http://purl.org/dc/elements/1.1/\" xmlns:pdf=\"http://ns.adobe.com/pdf/1.3/\" \
         xmlns:pdfuaid=\"http://www.aiim.org/pdfua/ns/id/\"><dc:title><rdf:Alt><rdf:li xml:lang=\"x-default\">{}</rdf:li>\
         </rdf:Alt></dc:title><pdf:Producer>Postroom</pdf:Producer>{claim}</rdf:Description></rdf:RDF></x:xmpmeta>\n<?xpacket end=\"r\"?>",
        title.replace('&', "&amp;").replace('<', "&lt;")
    );
    pdf.metadata(xmp, text.as_bytes());
}

fn foot(furniture: Furniture<'_>, page: usize, pages: usize) -> String {
    format!("{}   \u{b7}   page {page} of {pages}", furniture.title)
}

/// The content of a page, and which block each marked stretch of it belongs to.
fn page_content(
    page: &SetPage,
    furniture: Furniture<'_>,
    foot: &str,
    fonts: &Fonts,
    kind: &Type,
) -> (Vec<u8>, Vec<usize>) {
    let mut out = Content::new();
    out.begin_marked_content(Name(b"Artifact"));
    out.set_fill_gray(0.45);
    text(&mut out, (SIDE, 56.0, 10.0, Weight::Bold), furniture.council, fonts, kind);
    text(&mut out, (SIDE, HIGH - 44.0, 8.0, Weight::Regular), foot, fonts, kind);
    out.set_fill_gray(0.75);
    out.rect(SIDE, HIGH - 68.0, WIDE - 2.0 * SIDE, 0.6).fill_nonzero();
    for rule in &page.rules {
        out.rect(SIDE, HIGH - rule, WIDE - 2.0 * SIDE, 0.6).fill_nonzero();
    }
    out.set_fill_gray(0.88);
    for label in page.texts.iter().filter(|t| t.label) {
        let lead = label.text.len() - label.text.trim_start().len();
        let indent = fonts.width(&label.text[..lead], label.weight, label.size);
        let width = fonts.width(&label.text, label.weight, label.size) - indent;
        out.rect(label.x + indent - 1.0, HIGH - label.y - 2.8, width + 2.0, label.size + 2.6).fill_nonzero();
    }
    out.end_marked_content();
    out.set_fill_gray(0.0);
    let mut order: Vec<usize> = Vec::new();
    let mut open: Option<usize> = None;
    for set in &page.texts {
        if open != Some(set.element) {
            if open.is_some() {
                out.end_marked_content();
            }
            let number = i32::try_from(order.len()).unwrap_or(i32::MAX);
            out.begin_marked_content_with_properties(Name(b"P")).properties().identify(number);
            order.push(set.element);
            open = Some(set.element);
        }
        set_text(&mut out, set, fonts, kind);
    }
    if open.is_some() {
        out.end_marked_content();
    }
    (out.finish().to_vec(), order)
}

fn set_text(out: &mut Content, set: &Set, fonts: &Fonts, kind: &Type) {
    text(out, (set.x, set.y, set.size, set.weight), &set.text, fonts, kind);
}

fn text(out: &mut Content, (x, y, size, weight): (f32, f32, f32, Weight), words: &str, fonts: &Fonts, kind: &Type) {
    let font = if weight == Weight::Bold { Name(b"B") } else { Name(b"R") };
    let bytes = fonts.encode(kind.subset(weight), words);
    out.begin_text().set_font(font, size).set_text_matrix([1.0, 0.0, 0.0, 1.0, x, HIGH - y]);
    out.set_text_rendering_mode(TextRenderingMode::Fill).show(Str(&bytes)).end_text();
}

/// The tree that a screen reader follows.
fn structure(
    pdf: &mut Pdf,
    text: &SetText,
    marked: &[Vec<usize>],
    sheets: &[(Ref, Ref)],
    [root, parents, document]: [Ref; 3],
    elements: &[Ref],
) {
    let mut tree = pdf.indirect(root).dict();
    tree.pair(Name(b"Type"), Name(b"StructTreeRoot")).pair(Name(b"K"), document).pair(Name(b"ParentTree"), parents);
    tree.pair(Name(b"ParentTreeNextKey"), i32::try_from(marked.len()).unwrap_or(i32::MAX));
    tree.finish();
    let mut top = pdf.struct_element(document);
    top.kind(StructRole::Document).parent(root);
    let mut children = top.children();
    for element in elements {
        children.struct_element(*element);
    }
    children.finish();
    top.finish();
    for (number, tag) in text.elements.iter().enumerate() {
        let mut element = pdf.struct_element(elements[number]);
        let role = match tag {
            Tag::H1 => StructRole::H1,
            Tag::H2 => StructRole::H2,
            Tag::P => StructRole::P,
        };
        element.kind(role).parent(document);
        let mut children = element.children();
        for (page, order) in marked.iter().enumerate() {
            for (id, _) in order.iter().enumerate().filter(|(_, e)| **e == number) {
                let id = i32::try_from(id).unwrap_or(i32::MAX);
                children.marked_content_ref().page(sheets[page].0).marked_content_id(id);
            }
        }
    }
    let mut numbers = pdf.indirect(parents).dict();
    let mut list = numbers.insert(Name(b"Nums")).array();
    for (page, order) in marked.iter().enumerate() {
        list.item(i32::try_from(page).unwrap_or(i32::MAX));
        list.push().array().items(order.iter().map(|e| elements[*e]));
    }
}
