//! Makes paper white: takes shadows, yellowing and noise out of a scanned page, so that a few words on a dim page are
//! found as surely as a full page of print. Ink stays where it is.

use super::deskew::Grey;

/// Side of a tile in which the colour of the paper is looked for, in inches; larger than letters, smaller than shadows.
const TILE: f32 = 0.25;
/// Share of a tile's pixels that may be darker than its paper.
const PAPER: f32 = 0.75;
/// Paper is not taken to be darker than this: a dark tile is a picture or a bar, and stays dark.
const DIMMEST: u8 = 120;
/// Paper darker than this is dim; scanners give 235 and more.
const DIM: f32 = 210.0;
/// After the paper is evened out, what is lighter than this part of white is noise on it.
const WHITE: f32 = 0.84;
/// What is darker than this part of white is black.
const BLACK: f32 = 0.12;

/// The page with even, white paper.
pub(crate) fn whitened(page: Grey, dpi: f32) -> Grey {
    let (tiles, columns, side) = tiles(&page, dpi);
    let rows = tiles.len() / columns;
    let tile = |column: usize, row: usize| {
        tiles.get(row.min(rows - 1) * columns + column.min(columns - 1)).copied().unwrap_or(255.0)
    };
    let mut pixels = Vec::with_capacity(page.pixels.len());
    for (y, line) in page.pixels.chunks_exact(page.width).enumerate() {
        let (row, down) = between(y, side);
        for (x, pixel) in line.iter().enumerate() {
            let (column, across) = between(x, side);
            let above = tile(column, row) * (1.0 - across) + tile(column + 1, row) * across;
            let below = tile(column, row + 1) * (1.0 - across) + tile(column + 1, row + 1) * across;
            let paper = above * (1.0 - down) + below * down;
            let light = f32::from(*pixel) / paper.max(1.0);
            pixels.push(((light - BLACK) / (WHITE - BLACK) * 255.0).clamp(0.0, 255.0) as u8);
        }
    }
    Grey { pixels, ..page }
}

/// True where much of the paper is so dark that a line on it may be taken for ground.
pub(crate) fn is_dim(page: &Grey, dpi: f32) -> bool {
    let (tiles, ..) = tiles(page, dpi);
    tiles.iter().filter(|paper| **paper < DIM).count() * 4 >= tiles.len()
}

/// The grey of the paper in each tile of a page, how many tiles stand side by side, and their side in pixels.
fn tiles(page: &Grey, dpi: f32) -> (Vec<f32>, usize, usize) {
    let side = ((dpi * TILE) as usize).max(8);
    let (columns, rows) = (page.width.div_ceil(side), page.height.div_ceil(side));
    let paper = |n: usize| paper_of(page, n % columns * side, n / columns * side, side);
    ((0..rows * columns).map(paper).collect(), columns, side)
}

/// The tile above or left of a pixel, counted from the middles of tiles, and how far on the pixel lies.
fn between(at: usize, side: usize) -> (usize, f32) {
    let from_middle = at.saturating_sub(side / 2);
    (from_middle / side, (from_middle % side) as f32 / side as f32)
}

/// The grey of the paper in a tile: that of its lighter pixels.
fn paper_of(page: &Grey, left: usize, top: usize, side: usize) -> f32 {
    let mut counts = [0usize; 256];
    let mut total = 0;
    for y in top..(top + side).min(page.height) {
        let start = y * page.width + left;
        let run = page.pixels.get(start..start + side.min(page.width - left)).unwrap_or_default();
        // Every other pixel tells as much.
        for pixel in run.iter().step_by(2) {
            counts[usize::from(*pixel)] += 1;
            total += 1;
        }
    }
    let mut below = 0;
    for (grey, count) in counts.iter().enumerate() {
        below += count;
        if below as f32 >= total as f32 * PAPER {
            return f32::from(DIMMEST.max(grey as u8));
        }
    }
    255.0
}

#[cfg(test)]
mod tests {
    use super::whitened;
    use crate::parse::deskew::Grey;

    #[test]
    fn shadow_goes_and_ink_stays() {
        let (width, height) = (300, 200);
        // Paper that darkens from left to right, a speckle on it, and one black stroke.
        let mut pixels: Vec<u8> =
            (0..width * height).map(|n| 250 - (n % width / 4) as u8 - (n * 7 % 13) as u8).collect();
        for y in 90..110 {
            for x in 200..206 {
                pixels[y * width + x] = 40;
            }
        }
        let white = whitened(Grey::new(width, height, pixels).expect("pixels fit"), 300.0);
        assert!(white.pixels[100 * width + 203] < 80);
        let paper = white.pixels.iter().filter(|p| **p > 240).count();
        assert!(paper * 100 > width * height * 98, "{paper} of {}", width * height);
    }
}
