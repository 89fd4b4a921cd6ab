//! A second opinion on pages: where poppler is installed and draws ink where our own engine draws none, or the other way
//! round, nobody can say what a reader of the original sees, and nothing is released.

use super::sight::Looks;
use crate::model::Limits;
use crate::parse::{Sheet, run_on_bytes};

/// Pixels to an inch of poppler's drawing.
const DPI: &str = "36";
/// Cells across and down a page.
const GRID: (usize, usize) = (10, 14);
/// Mean darkness of a cell from which there is ink in it, 0 to 255.
const INK: f32 = 9.0;
/// Mean darkness of a cell below which it is blank.
const BLANK: f32 = 0.8;
/// Cells that must differ: one may be a hair's breadth at an edge.
const CELLS: usize = 2;

/// The first page of a PDF on which the two engines disagree; none where they agree or there is no second one.
pub(super) fn disagreement(pdf: &[u8], looks: &Looks, limits: &Limits) -> Option<usize> {
    let drawn = run_on_bytes("pdftoppm", &["-r", DPI, "-gray", "-cropbox", "-"], pdf, limits).ok()?;
    let pages = pictures(&drawn);
    pages.iter().enumerate().find_map(|(number, theirs)| {
        let ours = looks.get(&(0, number))?;
        (differing(&cells_of_sheet(&ours.sheet), &cells(theirs.0, theirs.1, theirs.2)) >= CELLS).then_some(number)
    })
}

/// Pictures written one after the other in the portable grey form: width, height, pixels.
fn pictures(mut bytes: &[u8]) -> Vec<(usize, usize, &[u8])> {
    let mut pages = Vec::new();
    while let Some(rest) = bytes.strip_prefix(b"P5") {
        let mut fields = [0usize; 3];
        let mut at = 0;
        for field in &mut fields {
            at += rest.iter().skip(at).take_while(|b| b.is_ascii_whitespace()).count();
            let digits = rest.iter().skip(at).take_while(|b| b.is_ascii_digit()).count();
            let number =
                rest.get(at..at + digits).and_then(|d| std::str::from_utf8(d).ok()).and_then(|d| d.parse().ok());
            let Some(number) = number else { return pages };
            *field = number;
            at += digits;
        }
        let [width, height, _] = fields;
        let Some(pixels) = rest.get(at + 1..).and_then(|p| p.get(..width.saturating_mul(height))) else { return pages };
        pages.push((width, height, pixels));
        bytes = rest.get(at + 1 + pixels.len()..).unwrap_or_default();
    }
    pages
}

fn cells_of_sheet(sheet: &Sheet) -> Vec<f32> {
    cells(sheet.info.width as usize, sheet.info.height as usize, &sheet.grey())
}

/// Mean darkness of each cell of a page.
fn cells(width: usize, height: usize, grey: &[u8]) -> Vec<f32> {
    let (across, down) = GRID;
    let mut sums = vec![(0.0f32, 0u32); across * down];
    for (y, row) in grey.chunks_exact(width.max(1)).enumerate() {
        for (x, value) in row.iter().enumerate() {
            let cell = (y * down / height.max(1)).min(down - 1) * across + x * across / width.max(1);
            if let Some((sum, count)) = sums.get_mut(cell) {
                *sum += f32::from(255 - value);
                *count += 1;
            }
        }
    }
    sums.into_iter().map(|(sum, count)| sum / count.max(1) as f32).collect()
}

fn differing(ours: &[f32], theirs: &[f32]) -> usize {
    let one_sided = |a: f32, b: f32| a >= INK && b <= BLANK || b >= INK && a <= BLANK;
    ours.iter().zip(theirs).filter(|(a, b)| one_sided(**a, **b)).count()
}

#[cfg(test)]
mod tests {
    use super::{cells, differing, pictures};

    #[test]
    fn ink_that_only_one_engine_draws_is_seen() {
        let blank = vec![255u8; 100 * 140];
        let mut inked = blank.clone();
        inked[100 * 70..100 * 90].fill(0);
        let (a, b) = (cells(100, 140, &blank), cells(100, 140, &inked));
        assert_eq!(differing(&a, &a), 0);
        assert!(differing(&a, &b) >= 2);
        let file = [b"P5\n2 1\n255\n".as_slice(), &[1, 2], b"P5\n1 1\n255\n", &[3]].concat();
        assert_eq!(pictures(&file), [(2, 1, &[1u8, 2][..]), (1, 1, &[3u8][..])]);
    }
}
