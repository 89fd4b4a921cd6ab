//! Makes small files for the tests: PDFs by hand, page pictures by drawing such PDFs.

use hayro::hayro_interpret::InterpreterSettings;
use hayro::hayro_syntax::Pdf;
use hayro::vello_cpu::color::palette::css::WHITE;
use hayro::{PixmapSettings, RenderCache, RenderSettings, render};
use image::{GrayImage, ImageFormat, Luma};
use std::io::Cursor;

/// A PDF of these objects, numbered from 1; the first is the catalogue.
pub(super) fn pdf_of(objects: &[String]) -> Vec<u8> {
    let mut out = String::from("%PDF-1.5\n");
    let mut offsets = Vec::new();
    for (number, object) in objects.iter().enumerate() {
        offsets.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", number + 1));
    }
    let start = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for offset in offsets {
        out.push_str(&format!("{offset:010} 00000 n \n"));
    }
    out.push_str(&format!("trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n", objects.len() + 1));
    out.into_bytes()
}

/// A PDF of A4 pages with these content streams; `/F1` is Helvetica.
pub(super) fn pdf(contents: &[&str]) -> Vec<u8> {
    let kids: Vec<String> = (0..contents.len()).map(|n| format!("{} 0 R", 4 + n * 2)).collect();
    let mut objects = vec![
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        format!("<< /Type /Pages /Kids [{}] /Count {} >>", kids.join(" "), contents.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".to_owned(),
    ];
    for (number, content) in contents.iter().enumerate() {
        objects.push(format!(
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {} 0 R /Resources << /Font << /F1 3 0 R >> >> >>",
            5 + number * 2
        ));
        objects.push(format!("<< /Length {} >>\nstream\n{content}\nendstream", content.len()));
    }
    pdf_of(&objects)
}

/// A content stream that sets lines of text, 12 points high, from the top left.
pub(super) fn lines(text: &str) -> String {
    let shown: Vec<String> = text
        .lines()
        .map(|l| format!("({}) Tj T*", l.replace('\\', "\\\\").replace('(', "\\(").replace(')', "\\)")))
        .collect();
    format!("BT /F1 12 Tf 16 TL 60 780 Td\n{}\nET", shown.join("\n"))
}

/// The first page of a PDF as a grey picture.
pub(super) fn picture(pdf: Vec<u8>, dpi: f32) -> GrayImage {
    let pdf = Pdf::new(pdf).expect("a PDF of our own making");
    let page = pdf.pages().first().expect("a page");
    let scale = dpi / 72.0;
    let settings = PixmapSettings { x_scale: scale, y_scale: scale, bg_color: WHITE };
    let drawn =
        render(page, &RenderCache::new(), &InterpreterSettings::default(), &RenderSettings::default(), &settings);
    let pixels = drawn.data_as_u8_slice().chunks_exact(4).map(|p| p[0]).collect();
    GrayImage::from_raw(u32::from(drawn.width()), u32::from(drawn.height()), pixels).expect("pixels fit")
}

/// The picture turned about its middle on a sheet of the same size.
pub(super) fn turned(picture: &GrayImage, degrees: f32) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (w, h) = (picture.width() as f32, picture.height() as f32);
    GrayImage::from_fn(picture.width(), picture.height(), |u, v| {
        let (dx, dy) = (u as f32 - w / 2.0, v as f32 - h / 2.0);
        let (x, y) = (w / 2.0 + dx * cos + dy * sin, h / 2.0 - dx * sin + dy * cos);
        if x < 0.0 || y < 0.0 || x >= w - 1.0 || y >= h - 1.0 {
            return Luma([255]);
        }
        *picture.get_pixel(x.round() as u32, y.round() as u32)
    })
}

/// The picture as a file.
pub(super) fn file(picture: &GrayImage, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    picture.write_to(&mut bytes, format).expect("the picture can be written");
    bytes.into_inner()
}

/// A letter of invented people, for pictures.
pub(super) const LETTER: &str = "14 Hazel Court\nPenmoor HX8 4TD\n\n12 March 2026\n\nDear Sir or Madam,\n\n\
    I am writing about the home care that my mother receives.\nThe carer was due at nine in the morning on Monday and\n\
    nobody came until half past eleven. She had not eaten and\nshe had not been helped to take her tablets.\n\n\
    I have rung the office three times and each time I was told\nthat somebody would ring me back. Nobody has done so.\n\n\
    Please look into this and tell me what you will do to make\nsure that it does not happen again.\n\n\
    Yours faithfully,\n\nMargaret Oldroyd";
