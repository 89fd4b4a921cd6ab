//! From glyphs to words, lines and paragraphs in reading order. It guesses spaces and columns from distances alone and
//! never leaves out a glyph.

use super::glyphs::Glyph;
use crate::parse::draft::DraftWord;
use hayro::kurbo::{Point, Rect};

/// Text in reading order with the place of each word.
#[derive(Debug, Default)]
pub(super) struct Laid {
    /// Lines ended by `\n`, paragraphs and columns apart by a blank line.
    pub text: String,
    /// Each word's bytes and box.
    pub words: Vec<DraftWord>,
}

/// A gap wider than this, in parts of the type size, ends a word. Spaces are 0.25 to 0.33 wide, set tight 0.2.
const WORD_GAP: f64 = 0.17;
/// Words closer than this belong together, unless a space was written between them.
const JOIN_GAP: f64 = 0.10;
/// A gap as wide as this within a line stands between cells or blocks.
const WIDE_GAP: f64 = 2.0;

/// A run of glyphs without a space, on one baseline.
#[derive(Debug, Clone)]
pub(super) struct Piece {
    pub text: String,
    pub left: f64,
    pub right: f64,
    pub base: f64,
    pub size: f64,
    /// On the page as it lies.
    pub rect: Rect,
    /// A space was written after it.
    pub spaced: bool,
}

/// Lays out the glyphs of a page. Text that runs in another direction than most follows after the rest.
pub(super) fn layout(glyphs: &[Glyph]) -> Laid {
    let mut laid = Laid::default();
    let mut directions: [Vec<&Glyph>; 4] = Default::default();
    for glyph in glyphs {
        if let Some(group) = directions.get_mut(direction(glyph)) {
            group.push(glyph);
        }
    }
    let mut order = [0, 1, 2, 3];
    order.sort_by_key(|d| std::cmp::Reverse(directions[*d].len()));
    for number in order {
        let pieces = pieces(&directions[number], number);
        for region in super::columns::regions(pieces) {
            write_region(region, &mut laid);
        }
    }
    laid
}

/// Quarter turns of the direction in which a glyph is read: 0 to the right, 1 down, 2 to the left, 3 up.
fn direction(glyph: &Glyph) -> usize {
    let (dx, dy) = (glyph.end.x - glyph.origin.x, glyph.end.y - glyph.origin.y);
    match (dx.abs() >= dy.abs(), dx >= 0.0, dy >= 0.0) {
        (true, true, _) => 0,
        (true, false, _) => 2,
        (false, _, true) => 1,
        (false, _, false) => 3,
    }
}

/// The point on a sheet turned so that this direction runs to the right.
fn turned(point: Point, direction: usize) -> Point {
    match direction {
        1 => Point::new(point.y, -point.x),
        2 => Point::new(-point.x, -point.y),
        3 => Point::new(-point.y, point.x),
        _ => point,
    }
}

/// Glyphs in order of drawing as words.
fn pieces(glyphs: &[&Glyph], direction: usize) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut open = false;
    for (number, glyph) in glyphs.iter().enumerate() {
        if overprinted(glyphs, number) {
            continue;
        }
        let (start, end) = (turned(glyph.origin, direction), turned(glyph.end, direction));
        if glyph.text.trim().is_empty() {
            if let Some(last) = pieces.last_mut().filter(|_| !glyph.text.is_empty()) {
                last.spaced = true;
                open = false;
            }
            continue;
        }
        let near = pieces.last_mut().filter(|last| {
            let size = last.size.max(glyph.size);
            open && (start.y - last.base).abs() < 0.2 * size
                && start.x - last.right < WORD_GAP * size
                && start.x - last.right > -0.6 * size
        });
        match near {
            Some(last) => {
                last.text.push_str(&glyph.text);
                last.right = last.right.max(end.x);
                last.size = last.size.max(glyph.size);
                last.rect = last.rect.union(glyph.rect);
            }
            None => pieces.push(Piece {
                text: glyph.text.clone(),
                left: start.x,
                right: end.x.max(start.x),
                base: start.y,
                size: glyph.size,
                rect: glyph.rect,
                spaced: false,
            }),
        }
        open = true;
        if let Some(last) = pieces.last_mut()
            && last.text.ends_with(' ')
        {
            last.text.truncate(last.text.trim_end().len());
            last.spaced = true;
            open = false;
        }
    }
    pieces
}

/// True for a glyph drawn a second time, a hair beside the first, to make it bold.
fn overprinted(glyphs: &[&Glyph], number: usize) -> bool {
    let Some(glyph) = glyphs.get(number) else { return false };
    let from = number.saturating_sub(200);
    !glyph.text.trim().is_empty()
        && glyphs.get(from..number).unwrap_or_default().iter().any(|before| {
            before.text == glyph.text && before.origin.distance(glyph.origin) < 0.06 * glyph.size.max(before.size)
        })
}

/// Rows of a region, from the top.
fn rows(mut pieces: Vec<Piece>) -> Vec<Vec<Piece>> {
    pieces.sort_by(|a, b| a.base.total_cmp(&b.base));
    let mut rows: Vec<Vec<Piece>> = Vec::new();
    for piece in pieces {
        let same = rows
            .last()
            .and_then(|row| row.first())
            .is_some_and(|first| (piece.base - first.base) < 0.35 * piece.size.min(first.size).max(1.0));
        match rows.last_mut().filter(|_| same) {
            Some(row) => row.push(piece),
            None => rows.push(vec![piece]),
        }
    }
    for row in &mut rows {
        row.sort_by(|a, b| a.left.total_cmp(&b.left));
    }
    rows
}

fn write_region(region: Vec<Piece>, laid: &mut Laid) {
    let rows = rows(region);
    let usual = usual_step(&rows);
    let mut last: Option<f64> = None;
    for row in rows {
        let Some(base) = row.first().map(|p| p.base) else { continue };
        match last {
            None if laid.text.is_empty() => {}
            None => laid.text.push_str("\n\n"),
            Some(before) if base - before > usual * 1.4 => laid.text.push_str("\n\n"),
            Some(_) => laid.text.push('\n'),
        }
        last = Some(base);
        write_row(&row, laid);
    }
}

/// The usual distance between lines: the lower quartile, so that paragraph gaps do not count.
fn usual_step(rows: &[Vec<Piece>]) -> f64 {
    let bases: Vec<f64> = rows.iter().filter_map(|r| r.first()).map(|p| p.base).collect();
    let mut steps: Vec<f64> = bases.windows(2).map(|w| w[1] - w[0]).filter(|s| *s > 1.0).collect();
    steps.sort_by(f64::total_cmp);
    let size = rows.iter().flatten().map(|p| p.size).fold(0.0, f64::max);
    steps.get(steps.len() / 3).copied().unwrap_or(size * 1.2).min(size.max(1.0) * 2.0)
}

fn write_row(row: &[Piece], laid: &mut Laid) {
    let mut before: Option<&Piece> = None;
    for piece in row {
        let joined = before.is_some_and(|b| {
            let gap = piece.left - b.right;
            !b.spaced && gap < JOIN_GAP * piece.size.max(b.size) && gap > -0.5 * piece.size.max(b.size)
        });
        if let Some(b) = before.filter(|_| !joined) {
            let wide = piece.left - b.right > WIDE_GAP * piece.size.max(b.size);
            laid.text.push_str(if wide { "  " } else { " " });
        }
        let start = laid.text.len();
        laid.text.push_str(&piece.text);
        let end = laid.text.len();
        let rect = [piece.rect.x0, piece.rect.y0, piece.rect.x1, piece.rect.y1].map(|n| n as f32);
        match laid.words.last_mut().filter(|_| joined) {
            Some(word) => {
                word.end = end;
                word.rect = [
                    word.rect[0].min(rect[0]),
                    word.rect[1].min(rect[1]),
                    word.rect[2].max(rect[2]),
                    word.rect[3].max(rect[3]),
                ];
            }
            None => laid.words.push(DraftWord { start, end, rect, confidence: None }),
        }
        before = Some(piece);
    }
}

#[cfg(test)]
mod tests {
    use super::{Glyph, layout};
    use hayro::kurbo::{Point, Rect};

    /// Sets text in a type of fixed width, ten points high.
    fn set(text: &str, x: f64, y: f64) -> Vec<Glyph> {
        let place = |(n, c): (usize, char)| {
            let left = x + n as f64 * 5.0;
            Glyph {
                text: c.to_string(),
                origin: Point::new(left, y),
                end: Point::new(left + 5.0, y),
                size: 10.0,
                rect: Rect::new(left, y - 8.0, left + 5.0, y + 2.0),
                pale: false,
            }
        };
        text.chars().enumerate().map(place).collect()
    }

    #[test]
    fn spaces_are_inferred_and_bold_parts_joined() {
        let mut glyphs = set("Daniel Fitz", 50.0, 100.0);
        glyphs.extend(set("patrick", 105.0, 100.0));
        glyphs.extend(set("rang", 150.0, 100.0));
        glyphs.extend(set("today", 50.0, 112.0));
        let laid = layout(&glyphs);
        assert_eq!(laid.text, "Daniel Fitzpatrick  rang\ntoday".replace("  ", " "));
        assert_eq!(laid.words.len(), 4);
    }

    #[test]
    fn columns_of_prose_are_read_one_after_the_other() {
        let mut glyphs = Vec::new();
        for line in 0..8 {
            let y = 100.0 + f64::from(line) * 12.0;
            glyphs.extend(set(&format!("left column line number {line} goes on"), 40.0, y));
            glyphs.extend(set(&format!("right column line number {line} goes on"), 300.0, y));
        }
        let text = layout(&glyphs).text;
        let left = text.find("left column line number 7").expect("left is read");
        let right = text.find("right column line number 0").expect("right is read");
        assert!(left < right, "{text}");
    }

    #[test]
    fn a_table_of_labels_is_read_row_by_row() {
        let mut glyphs = Vec::new();
        for (line, (label, value)) in [("Name", "Ann Smith"), ("Ref", "123"), ("Date", "1 May")].iter().enumerate() {
            let y = 100.0 + line as f64 * 14.0;
            glyphs.extend(set(label, 40.0, y));
            glyphs.extend(set(value, 140.0, y));
        }
        assert_eq!(layout(&glyphs).text, "Name  Ann Smith\nRef  123\nDate  1 May");
    }
}
