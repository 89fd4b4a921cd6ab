//! Scans: pages as pictures, straight or not, are read to the word or said not to be. These tests need tesseract.

use super::{codes, make, read};
use image::{GrayImage, ImageFormat, Luma, imageops};
use postroom::model::{Parsed, ProblemCode, TextFrom};

fn page() -> GrayImage {
    make::picture(make::pdf(&[&make::lines(make::LETTER)]), 200.0)
}

/// The share of the letter's words that were read.
fn accuracy(parsed: &Parsed) -> f32 {
    let read: Vec<&str> = parsed.documents[0].text.split_whitespace().collect();
    let words: Vec<&str> = make::LETTER.split_whitespace().collect();
    words.iter().filter(|w| read.contains(w)).count() as f32 / words.len() as f32
}

#[test]
fn a_page_is_read_however_it_lies() {
    let flat = page();
    let cases: Vec<(&str, GrayImage)> = vec![
        ("straight", flat.clone()),
        ("8 degrees to the right", make::turned(&flat, 8.0)),
        ("5 degrees to the left", make::turned(&flat, -5.0)),
        ("on its side", imageops::rotate90(&flat)),
        ("upside down", imageops::rotate180(&flat)),
        ("upside down and askew", make::turned(&imageops::rotate180(&flat), 3.0)),
        (
            "dim",
            GrayImage::from_fn(flat.width(), flat.height(), |x, y| {
                Luma([90 + flat.get_pixel(x, y)[0] / 2 - (x / 40) as u8])
            }),
        ),
    ];
    for (name, picture) in cases {
        let parsed = read("scan.png", make::file(&picture, ImageFormat::Png));
        assert!(
            accuracy(&parsed) >= 0.95,
            "{name}: {} {:?}\n{}",
            accuracy(&parsed),
            parsed.problems,
            parsed.documents[0].text
        );
        assert_eq!(parsed.documents[0].text_from, TextFrom::Ocr);
        assert!(parsed.documents[0].confidence.is_some_and(|c| c > 0.8), "{name}");
    }
}

#[test]
fn words_are_placed_on_the_page_as_it_lies() {
    let picture = make::turned(&page(), 4.0);
    let parsed = read("scan.png", make::file(&picture, ImageFormat::Png));
    let document = &parsed.documents[0];
    let page = &document.pages[0];
    let place =
        |text: &str| document.words.iter().find(|w| w.span.of(&document.text) == text).expect("the word is read").rect;
    // Set 60 points from the left, 62 from the top, before the turn about the middle.
    let (sin, cos) = 4f32.to_radians().sin_cos();
    let (dx, dy) = (60.0 - 297.5, 62.0 - 421.0);
    let (x, y) = (297.5 + dx * cos - dy * sin, 421.0 + dx * sin + dy * cos);
    let scale = page.width / 595.0;
    let found = place("14");
    assert!((found[0] / scale - x).abs() < 12.0 && (found[3] / scale - y).abs() < 12.0, "{found:?}, wanted {x} {y}");
}

#[test]
fn a_page_read_in_part_is_never_called_read() {
    let mut picture = page();
    // A scrawl over the lower half, such as handwriting makes.
    for line in 0..14u32 {
        for x in 150..1500u32 {
            let wave = ((x as f32 / 23.0).sin() * 14.0 + (x as f32 / 7.0).cos() * 9.0) as i32;
            for thick in 0..4 {
                let y = 1200 + line as i32 * 60 + wave + thick;
                picture.put_pixel(x, y as u32, Luma([30]));
            }
        }
    }
    let parsed = read("scan.png", make::file(&picture, ImageFormat::Png));
    assert!(
        codes(&parsed).iter().any(|c| matches!(c, ProblemCode::PageReadInPart | ProblemCode::LowConfidence)),
        "{:?}\n{}",
        parsed.problems,
        parsed.documents[0].text
    );
}

#[test]
fn kinds_of_picture() {
    let flat = page();
    let jpeg = make::file(&flat, ImageFormat::Jpeg);
    let tiff = make::file(&flat, ImageFormat::Tiff);
    for (name, bytes, kind) in [("a.jpg", jpeg, "image/jpeg"), ("a.dat", tiff, "image/tiff")] {
        let parsed = read(name, bytes);
        assert_eq!(parsed.documents[0].media_type, kind);
        assert!(accuracy(&parsed) >= 0.97, "{name}: {}", parsed.documents[0].text);
    }
    let blank = GrayImage::from_pixel(1240, 1754, Luma([250]));
    let parsed = read("blank.png", make::file(&blank, ImageFormat::Png));
    assert!(codes(&parsed).contains(&ProblemCode::NoText), "{:?}", parsed.problems);
}

#[test]
fn a_picture_beside_text_is_read_too() {
    let picture = make::picture(
        make::pdf(&[&make::lines("Invoice from Brambles Agency\nTwo visits were charged that never happened")]),
        150.0,
    );
    let (width, height) = (picture.width(), picture.height() / 4);
    let top = imageops::crop_imm(&picture, 0, 0, width, height).to_image();
    let hex: String = top.as_raw().iter().map(|b| format!("{b:02x}")).collect();
    let content = format!("{}\nq 500 0 0 {} 40 300 cm /P Do Q", make::lines(make::LETTER), 500 * height / width);
    let letter = String::from_utf8(make::pdf(&[&content])).expect("text");
    let object = format!(
        "9 0 obj\n<< /Type /XObject /Subtype /Image /Width {width} /Height {height} /BitsPerComponent 8 /ColorSpace /DeviceGray \
         /Filter /ASCIIHexDecode /Length {} >>\nstream\n{hex}>\nendstream\nendobj\n",
        hex.len() + 1
    );
    // The cross-reference table no longer fits, as in many a file that was edited by hand; readers rebuild it.
    let letter = letter.replace("/Font <<", "/XObject << /P 9 0 R >> /Font <<").replacen(
        "xref\n",
        &format!("{object}xref\n"),
        1,
    );
    let parsed = read("letter.pdf", letter);
    let text = &parsed.documents[0].text;
    assert!(text.starts_with(make::LETTER.lines().next().expect("a line")), "{text}");
    assert!(text.contains("Brambles Agency") && text.contains("never happened"), "{text}\n{:?}", parsed.problems);
    assert_eq!(text.matches("Hazel Court").count(), 1, "{text}");
}

#[test]
fn a_fax_with_half_its_lines_is_drawn_apart() {
    let flat = page();
    let (wide, high) = (flat.width(), flat.height() / 2);
    let pressed = imageops::resize(&flat, wide, high, imageops::FilterType::Triangle);
    let mut bytes = std::io::Cursor::new(Vec::new());
    let mut encoder = tiff::encoder::TiffEncoder::new(&mut bytes).expect("a file");
    let mut picture = encoder.new_image::<tiff::encoder::colortype::Gray8>(wide, high).expect("a page");
    let rational = |n| tiff::encoder::Rational { n, d: 1 };
    picture.encoder().write_tag(tiff::tags::Tag::XResolution, rational(200)).expect("a tag");
    picture.encoder().write_tag(tiff::tags::Tag::YResolution, rational(100)).expect("a tag");
    picture.encoder().write_tag(tiff::tags::Tag::ResolutionUnit, 2u16).expect("a tag");
    picture.write_data(pressed.as_raw()).expect("pixels");
    let parsed = read("fax.tif", bytes.into_inner());
    assert!(accuracy(&parsed) >= 0.95, "{} {:?}\n{}", accuracy(&parsed), parsed.problems, parsed.documents[0].text);
}

#[test]
fn a_page_of_few_words_is_read_upside_down_and_on_its_side() {
    let few = make::picture(make::pdf(&[&make::lines("He hit me\non Sunday")]), 200.0);
    for (name, picture) in [
        ("upside down", imageops::rotate180(&few)),
        ("to the right", imageops::rotate90(&few)),
        ("to the left", imageops::rotate270(&few)),
    ] {
        let parsed = read("scan.png", make::file(&picture, ImageFormat::Png));
        assert_eq!(super::squeezed(&parsed.documents[0].text), "He hit me on Sunday", "{name} {:?}", parsed.problems);
        let (page, word) = (&parsed.documents[0].pages[0], &parsed.documents[0].words[0]);
        assert!(word.rect[2] <= page.width + 1.0 && word.rect[3] <= page.height + 1.0, "{name}: {word:?}");
    }
}

#[test]
fn a_fax_in_the_older_code_is_read() {
    let file = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/parse/files/fax-g3.tif");
    let parsed = super::read_file(&file);
    let text = super::squeezed(&parsed.documents[0].text);
    assert!(text.contains("without her tablets until nine"), "{text} {:?}", parsed.problems);
    let bytes = std::fs::read(file).expect("the file is there");
    let torn = read("fax.tif", &bytes[..bytes.len() / 2]);
    assert!(!torn.problems.is_empty(), "{:?}", torn.documents[0].text);
}
