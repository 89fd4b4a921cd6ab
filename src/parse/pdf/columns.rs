//! Columns and blocks: cuts a page along its white gutters into regions to be read one after the other. Where it is
//! not sure that there are columns it leaves rows whole, since labels belong to the values beside them.

use super::layout::Piece;

/// A gutter is at least this wide, in parts of the type size.
const GUTTER: f64 = 0.8;
/// Rows on each side that make a column.
const FEWEST_ROWS: usize = 4;
/// Letters in the average row of prose; labels and figures have fewer.
const PROSE: usize = 18;
/// Cuts inside cuts.
const DEEPEST: usize = 8;

/// The regions of a page in reading order.
pub(super) fn regions(pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    let mut regions = Vec::new();
    cut(pieces, 0, &mut regions);
    regions
}

fn cut(pieces: Vec<Piece>, depth: usize, regions: &mut Vec<Vec<Piece>>) {
    if pieces.is_empty() {
        return;
    }
    if depth < DEEPEST {
        if let Some(at) = gutter(&pieces) {
            let (left, right) = pieces.into_iter().partition(|p| (p.left + p.right) / 2.0 < at);
            cut(left, depth + 1, regions);
            cut(right, depth + 1, regions);
            return;
        }
        let bands = bands(&pieces);
        if bands.len() > 1 {
            by_bands(bands, depth, regions);
            return;
        }
    }
    regions.push(pieces);
}

/// Bands that hold columns are cut on; the others are put together again.
fn by_bands(bands: Vec<Vec<Piece>>, depth: usize, regions: &mut Vec<Vec<Piece>>) {
    let mut plain: Vec<Piece> = Vec::new();
    // Neighbouring bands may share a gutter that a gap between paragraphs cut in two.
    for group in grouped(bands) {
        if gutter(&group).is_some() {
            if !plain.is_empty() {
                regions.push(std::mem::take(&mut plain));
            }
            cut(group, depth + 1, regions);
        } else {
            plain.extend(group);
        }
    }
    if !plain.is_empty() {
        regions.push(plain);
    }
}

/// Joins a band to the one above as long as both together still have a gutter.
fn grouped(bands: Vec<Vec<Piece>>) -> Vec<Vec<Piece>> {
    let mut groups: Vec<Vec<Piece>> = Vec::new();
    for band in bands {
        if let Some(last) = groups.last_mut() {
            let both: Vec<Piece> = last.iter().chain(&band).cloned().collect();
            if gutter(&both).is_some() {
                *last = both;
                continue;
            }
        }
        groups.push(band);
    }
    groups
}

/// The middle of a white gutter with columns of prose on both sides, if there is one: the widest.
fn gutter(pieces: &[Piece]) -> Option<f64> {
    if pieces.len() < FEWEST_ROWS * 2 {
        return None;
    }
    let mut spans: Vec<(f64, f64)> = pieces.iter().map(|p| (p.left, p.right)).collect();
    spans.sort_by(|a, b| a.0.total_cmp(&b.0));
    let size = median(pieces.iter().map(|p| p.size).collect());
    let mut best: Option<(f64, f64)> = None;
    let mut right = spans.first()?.1;
    for (left, end) in spans {
        let width = left - right;
        if width > GUTTER * size && best.is_none_or(|(widest, _)| width > widest) {
            let middle = right + width / 2.0;
            if columns_at(pieces, middle) {
                best = Some((width, middle));
            }
        }
        right = right.max(end);
    }
    best.map(|(_, middle)| middle)
}

fn columns_at(pieces: &[Piece], middle: f64) -> bool {
    let (left, right): (Vec<&Piece>, Vec<&Piece>) = pieces.iter().partition(|p| (p.left + p.right) / 2.0 < middle);
    let prose = |side: &[&Piece]| {
        let rows = row_count(side);
        let letters: usize = side.iter().map(|p| p.text.chars().count() + 1).sum();
        rows >= FEWEST_ROWS && letters >= rows * PROSE
    };
    prose(&left) && prose(&right)
}

fn row_count(pieces: &[&Piece]) -> usize {
    let mut bases: Vec<(f64, f64)> = pieces.iter().map(|p| (p.base, p.size)).collect();
    bases.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut rows = 0;
    let mut last = f64::MIN;
    for (base, size) in bases {
        if base - last > 0.35 * size {
            rows += 1;
            last = base;
        }
    }
    rows
}

/// Cuts at gaps between rows that are wider than the usual step.
fn bands(pieces: &[Piece]) -> Vec<Vec<Piece>> {
    let mut sorted: Vec<Piece> = pieces.to_vec();
    sorted.sort_by(|a, b| a.base.total_cmp(&b.base));
    let size = median(sorted.iter().map(|p| p.size).collect());
    let mut bands: Vec<Vec<Piece>> = Vec::new();
    let mut last = f64::MIN;
    for piece in sorted {
        let top = piece.base - piece.size;
        if bands.is_empty() || top - last > 0.6 * size {
            bands.push(Vec::new());
        }
        last = last.max(piece.base);
        if let Some(band) = bands.last_mut() {
            band.push(piece);
        }
    }
    bands
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_by(f64::total_cmp);
    numbers.get(numbers.len() / 2).copied().unwrap_or(10.0)
}
