//! Ink on a page against the words read on it: the guard that a page read only in part is never called read. It
//! measures; it never changes a picture.

use super::deskew::Grey;
use super::draft::PageImage;
use super::paper;

/// Share of the ink that may lie outside of words: rules, a crest, a signature.
pub(crate) const MOST_MISSED: f32 = 0.30;

/// Side of a cell in which ink is looked for, as a part of an inch: about the height of a line of print.
const CELL: f32 = 1.0 / 8.0;
/// Fewer inked cells than this are specks.
const FEWEST: usize = 12;

/// The share of inked cells that no word covers, or none where the page is as good as blank.
pub(crate) fn missed(image: &PageImage, page: &Grey, words: &[[f32; 4]]) -> Option<f32> {
    // Half the resolution shows ink as well and costs a quarter.
    let factor = if image.dpi >= 200.0 { 2 } else { 1 };
    let dpi = image.dpi / factor as f32;
    let page = paper::whitened(page.shrunk(factor), dpi);
    let side = ((dpi * CELL) as usize).max(4);
    let (columns, rows) = (page.width / side, page.height / side);
    let dark = threshold(&page.pixels);
    // Scanners leave shadows along the edges.
    let margin = 1;
    let (mut inked, mut outside) = (0usize, 0usize);
    let words: Vec<[f32; 4]> = words.iter().map(|rect| rect.map(|edge| edge / factor as f32)).collect();
    let covered = cover(&words, side, columns, rows);
    for row in margin..rows.saturating_sub(margin) {
        for column in margin..columns.saturating_sub(margin) {
            let mut ink = 0usize;
            for y in row * side..(row + 1) * side {
                let start = y * page.width + column * side;
                ink += page.pixels.get(start..start + side).map_or(0, |run| run.iter().filter(|p| **p < dark).count());
            }
            // Print covers a part of a cell; nearly all of it is a shadow or a bar.
            if ink * 33 >= side * side && ink * 10 <= side * side * 9 {
                inked += 1;
                outside += usize::from(!covered.get(row * columns + column).copied().unwrap_or(false));
            }
        }
    }
    (inked >= FEWEST).then(|| outside as f32 / inked as f32)
}

/// True where there is enough ink on a picture for it to hold a line of print.
pub(crate) fn inked(image: &PageImage, page: &Grey) -> bool {
    missed(image, page, &[]).is_some()
}

/// Which cells a word touches, with a little room around it for ascenders and full stops.
fn cover(words: &[[f32; 4]], side: usize, columns: usize, rows: usize) -> Vec<bool> {
    let mut covered = vec![false; columns * rows];
    let cell = |edge: f32, most: usize| ((edge.max(0.0) as usize) / side).min(most.saturating_sub(1));
    let room = side as f32 * 0.35;
    for [left, top, right, bottom] in words {
        // A box as large as the page is not a word.
        if (bottom - top) > side as f32 * 12.0 {
            continue;
        }
        for row in cell(top - room, rows)..=cell(bottom + room, rows) {
            for column in cell(left - room, columns)..=cell(right + room, columns) {
                if let Some(mark) = covered.get_mut(row * columns + column) {
                    *mark = true;
                }
            }
        }
    }
    covered
}

/// The grey below which a pixel is ink (Otsu 1979: the split with the greatest variance between both sides), kept away
/// from the paper where a page has hardly any ink.
pub(crate) fn threshold(pixels: &[u8]) -> u8 {
    let mut counts = [0u64; 256];
    for pixel in pixels {
        counts[usize::from(*pixel)] += 1;
    }
    let total = pixels.len() as f64;
    let sum: f64 = counts.iter().enumerate().map(|(grey, n)| grey as f64 * *n as f64).sum();
    let (mut below, mut below_sum, mut best, mut at) = (0.0, 0.0, 0.0, 128u8);
    for (grey, n) in counts.iter().enumerate() {
        below += *n as f64;
        below_sum += grey as f64 * *n as f64;
        let above = total - below;
        if below == 0.0 || above <= 0.0 {
            continue;
        }
        let gap = below_sum / below - (sum - below_sum) / above;
        let variance = below * above * gap * gap;
        if variance > best {
            (best, at) = (variance, grey as u8);
        }
    }
    at.saturating_add(1).clamp(60, 200)
}
