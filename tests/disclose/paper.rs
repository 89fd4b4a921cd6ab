//! Small PDFs written out by hand, so that each can hide a name in one place that no library would put it.

use std::fmt::Write;

/// The name that must not come out.
pub const NAME: &str = "Zephyrine Oakenfold";
/// Words that must come out.
pub const KEPT: &str = "Kept words stand here";

/// What else every page says: recognition reads a page of so many letters once, and one of fewer in every position.
const PASSAGE: [(&str, i32); 2] = [
    ("The carer came at noon, made a cup of tea for both", 205),
    ("of us and stayed until the rain was over on Monday.", 193),
];

/// What a PDF is made of, beside a page that shows the kept words in Helvetica.
#[derive(Default, Clone)]
pub struct Paper {
    /// Operators after the kept words.
    pub content: String,
    /// Entries of the page.
    pub page: String,
    /// Entries of its resources; `/F5` is Helvetica.
    pub resources: String,
    /// Entries of the catalogue.
    pub catalog: String,
    /// Entries of the document information.
    pub info: String,
    /// Further objects, from number 7 on, without `obj` and `endobj`.
    pub objects: Vec<Vec<u8>>,
    /// Leaves out the kept words.
    pub bare: bool,
}

impl Paper {
    /// The kept words and these operators.
    pub fn showing(content: &str) -> Self {
        Self { content: content.into(), ..Self::default() }
    }

    /// The file.
    pub fn bytes(&self) -> Vec<u8> {
        let passage: String = PASSAGE.iter().map(|(line, y)| text(line, 30, *y)).collect();
        let kept = if self.bare { String::new() } else { format!("{passage}{}", text(KEPT, 30, 180)) };
        let content = format!("{kept}{}", self.content);
        let mut objects: Vec<Vec<u8>> = vec![
            format!("<< /Type /Catalog /Pages 2 0 R {} >>", self.catalog).into(),
            "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".into(),
            format!(
                "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 360 220] /Contents 4 0 R \
                 /Resources << /Font << /F5 5 0 R >> {} >> {} >>",
                self.resources, self.page
            )
            .into(),
            stream("", content.as_bytes()),
            "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>".into(),
            format!("<< /Title (Letter) {} >>", self.info).into(),
        ];
        objects.extend(self.objects.iter().cloned());
        let mut out = b"%PDF-1.7\n".to_vec();
        let mut places = Vec::new();
        for (number, object) in objects.iter().enumerate() {
            places.push(out.len());
            out.extend(format!("{} 0 obj\n", number + 1).bytes());
            out.extend(object);
            out.extend(b"\nendobj\n");
        }
        let table = out.len();
        let mut tail = format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1);
        for place in places {
            writeln!(tail, "{place:010} 00000 n ").expect("writing to a string");
        }
        write!(tail, "trailer\n<< /Size {} /Root 1 0 R /Info 6 0 R >>\nstartxref\n{table}\n%%EOF\n", objects.len() + 1)
            .expect("writing to a string");
        out.extend(tail.bytes());
        out
    }
}

/// Operators that show a text at a place in 12 points.
pub fn text(text: &str, x: i32, y: i32) -> String {
    format!("BT /F5 12 Tf {x} {y} Td ({text}) Tj ET\n")
}

/// A stream with these entries beside its length.
pub fn stream(entries: &str, bytes: &[u8]) -> Vec<u8> {
    let mut out = format!("<< /Length {} {entries} >>\nstream\n", bytes.len()).into_bytes();
    out.extend(bytes);
    out.extend(b"\nendstream");
    out
}

/// Grey pixels as an image object.
pub fn image(width: u32, height: u32, grey: &[u8]) -> Vec<u8> {
    let entries = format!(
        "/Type /XObject /Subtype /Image /Width {width} /Height {height} /ColorSpace /DeviceGray /BitsPerComponent 8"
    );
    stream(&entries, grey)
}
