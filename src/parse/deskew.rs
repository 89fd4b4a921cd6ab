//! Sets a scanned page straight. Beyond two degrees of skew tesseract drops half of a page and says nothing, so every
//! page is measured and turned first. Only small turns are made here; quarter turns are found by recognition itself.

use super::ink::threshold;

/// A grey picture, one byte to a pixel, 0 black.
#[derive(Debug, Clone)]
pub(crate) struct Grey {
    /// Width in pixels.
    pub width: usize,
    /// Height in pixels.
    pub height: usize,
    /// Rows from the top.
    pub pixels: Vec<u8>,
}

/// The widest skew looked for, in degrees.
const WIDEST: f32 = 10.0;
/// Skew below this is left alone; recognition does not mind it.
const LEAST: f32 = 0.15;
/// Pictures are measured at about this height; lines of print stay apart.
const MEASURED: usize = 1_400;

impl Grey {
    /// A picture of this size, or none where the pixels are not so many.
    pub(crate) fn new(width: usize, height: usize, pixels: Vec<u8>) -> Option<Self> {
        (width > 0 && height > 0 && width.checked_mul(height)? == pixels.len()).then_some(Self {
            width,
            height,
            pixels,
        })
    }

    /// One pixel; outside of the picture there is white.
    fn at(&self, x: i64, y: i64) -> u8 {
        let (Ok(x), Ok(y)) = (usize::try_from(x), usize::try_from(y)) else { return 255 };
        if x >= self.width || y >= self.height {
            return 255;
        }
        self.pixels.get(y * self.width + x).copied().unwrap_or(255)
    }

    /// A copy made smaller by a whole factor, by the mean of each block.
    pub(crate) fn shrunk(&self, factor: usize) -> Grey {
        if factor <= 1 {
            return self.clone();
        }
        let (width, height) = ((self.width / factor).max(1), (self.height / factor).max(1));
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            for x in 0..width {
                let (mut sum, mut count) = (0usize, 0usize);
                for row in y * factor..((y + 1) * factor).min(self.height) {
                    let start = row * self.width + x * factor;
                    let run = self.pixels.get(start..start + factor.min(self.width - x * factor)).unwrap_or_default();
                    sum += run.iter().map(|p| usize::from(*p)).sum::<usize>();
                    count += run.len();
                }
                pixels.push(sum.checked_div(count).unwrap_or(255) as u8);
            }
        }
        Grey { width, height, pixels }
    }

    /// The picture at another size, with the grey between pixels.
    pub(crate) fn resized(&self, width: usize, height: usize) -> Grey {
        let (across, down) = (self.width as f64 / width.max(1) as f64, self.height as f64 / height.max(1) as f64);
        let mut pixels = Vec::with_capacity(width * height);
        for y in 0..height {
            let from = ((y as f64 + 0.5) * down - 0.5).clamp(0.0, (self.height - 1) as f64);
            for x in 0..width {
                pixels.push(self.between(((x as f64 + 0.5) * across - 0.5).clamp(0.0, (self.width - 1) as f64), from));
            }
        }
        Grey { width, height, pixels }
    }

    /// The picture with each pixel mixed with those around it (binomial weights, about a pixel wide).
    pub(crate) fn smoothed(&self) -> Grey {
        let mix = |before: [u8; 5]| {
            let [a, b, c, d, e] = before.map(u32::from);
            ((a + 4 * b + 6 * c + 4 * d + e) / 16) as u8
        };
        let mut across = Vec::with_capacity(self.pixels.len());
        for row in self.pixels.chunks_exact(self.width) {
            let at = |x: usize| row.get(x.saturating_sub(2).min(self.width - 1)).copied().unwrap_or(255);
            across.extend((0..self.width).map(|x| mix([at(x), at(x + 1), at(x + 2), at(x + 3), at(x + 4)])));
        }
        let mut pixels = Vec::with_capacity(across.len());
        for y in 0..self.height {
            let row = |down: usize| {
                let start = (y + down).saturating_sub(2).min(self.height - 1) * self.width;
                across.get(start..start + self.width).unwrap_or_default()
            };
            let rows = [row(0), row(1), row(2), row(3), row(4)];
            pixels.extend((0..self.width).map(|x| mix(rows.map(|row| row.get(x).copied().unwrap_or(255)))));
        }
        Grey { width: self.width, height: self.height, pixels }
    }

    /// The picture turned by so many quarters to the right.
    pub(crate) fn quartered(&self, quarters: u8) -> Grey {
        let (w, h) = (self.width, self.height);
        let (width, height) = if quarters % 2 == 1 { (h, w) } else { (w, h) };
        let mut pixels = Vec::with_capacity(self.pixels.len());
        for y in 0..height {
            for x in 0..width {
                let at = match quarters % 4 {
                    1 => (h - 1 - x) * w + y,
                    2 => (h - 1 - y) * w + (w - 1 - x),
                    3 => x * w + (w - 1 - y),
                    _ => y * w + x,
                };
                pixels.push(self.pixels.get(at).copied().unwrap_or(255));
            }
        }
        Grey { width, height, pixels }
    }

    /// The picture turned by `angle` (radians) about its middle onto a sheet large enough to hold all of it.
    pub(crate) fn turned(&self, angle: f32) -> Grey {
        let (sin, cos) = (f64::from(angle).sin(), f64::from(angle).cos());
        let (w, h) = (self.width as f64, self.height as f64);
        let width = (w * cos.abs() + h * sin.abs()).ceil() as usize;
        let height = (w * sin.abs() + h * cos.abs()).ceil() as usize;
        let mut pixels = Vec::with_capacity(width * height);
        let (cx, cy) = (width as f64 / 2.0, height as f64 / 2.0);
        for v in 0..height {
            for u in 0..width {
                let (dx, dy) = (u as f64 + 0.5 - cx, v as f64 + 0.5 - cy);
                let x = w / 2.0 + dx * cos - dy * sin - 0.5;
                let y = h / 2.0 + dx * sin + dy * cos - 0.5;
                pixels.push(self.between(x, y));
            }
        }
        Grey { width, height, pixels }
    }

    /// The grey between four pixels.
    fn between(&self, x: f64, y: f64) -> u8 {
        let (x0, y0) = (x.floor(), y.floor());
        let (fx, fy) = (x - x0, y - y0);
        let (x0, y0) = (x0 as i64, y0 as i64);
        if x0 < -1 || y0 < -1 || x0 > self.width as i64 || y0 > self.height as i64 {
            return 255;
        }
        let top = f64::from(self.at(x0, y0)) * (1.0 - fx) + f64::from(self.at(x0 + 1, y0)) * fx;
        let bottom = f64::from(self.at(x0, y0 + 1)) * (1.0 - fx) + f64::from(self.at(x0 + 1, y0 + 1)) * fx;
        (top * (1.0 - fy) + bottom * fy).round() as u8
    }
}

/// Sets a page straight; gives back the angle it was turned by, in radians, 0 where it lay straight.
pub(crate) fn straighten(page: Grey) -> (Grey, f32) {
    let degrees = skew(&page);
    if degrees.abs() < LEAST {
        return (page, 0.0);
    }
    let angle = degrees.to_radians();
    (page.turned(angle), angle)
}

/// The skew of a page in degrees, by the sharpness of its rows of ink (projection profile), for upright pages and for
/// pages that lie on their side.
fn skew(page: &Grey) -> f32 {
    let factor = (page.height.max(page.width) / MEASURED).max(1);
    let small = super::paper::whitened(page.shrunk(factor), MEASURED as f32 / 11.7);
    let dark = threshold(&small.pixels);
    let ink: Vec<(f32, f32)> = ink_points(&small, dark);
    if ink.len() < 200 {
        return 0.0;
    }
    let rows = best_angle(&ink, small.width + small.height);
    let sideways: Vec<(f32, f32)> = ink.iter().map(|(x, y)| (-*y, *x)).collect();
    let columns = best_angle(&sideways, small.width + small.height);
    let (angle, gain) = if rows.1 >= columns.1 { rows } else { columns };
    // Print has sharp rows at one angle only; a picture has none at any.
    if gain > 1.15 { angle } else { 0.0 }
}

/// Ink points from the middle, leaving out the margins, where scanners cast shadows, and thinned to keep this quick.
fn ink_points(page: &Grey, dark: u8) -> Vec<(f32, f32)> {
    let (mx, my) = (page.width / 40, page.height / 40);
    let (cx, cy) = (page.width as f32 / 2.0, page.height as f32 / 2.0);
    let mut points = Vec::new();
    for y in my..page.height.saturating_sub(my) {
        for x in mx..page.width.saturating_sub(mx) {
            let here = page.pixels.get(y * page.width + x).copied().unwrap_or(255) < dark;
            // The lower edge of ink carries the baseline and weighs less than blots.
            let below = page.pixels.get((y + 1) * page.width + x).copied().unwrap_or(255) < dark;
            if here && !below {
                points.push((x as f32 - cx, y as f32 - cy));
            }
        }
    }
    let keep = (points.len() / 60_000).max(1);
    points.into_iter().step_by(keep).collect()
}

/// The angle with the sharpest rows, coarse then fine, and how much sharper they are than at the average angle.
fn best_angle(points: &[(f32, f32)], bins: usize) -> (f32, f32) {
    let score = |degrees: f32| sharpness(points, degrees, bins);
    let scan = |from: f32, to: f32, step: f32| {
        let mut best = (0.0f32, f32::MIN);
        let (mut sum, mut count, mut at) = (0.0f32, 0.0f32, from);
        while at <= to + step / 2.0 {
            let here = score(at);
            sum += here;
            count += 1.0;
            if here > best.1 {
                best = (at, here);
            }
            at += step;
        }
        (best, sum / count.max(1.0))
    };
    let (coarse, mean) = scan(-WIDEST, WIDEST, 0.5);
    let (fine, _) = scan(coarse.0 - 0.5, coarse.0 + 0.5, 0.1);
    (fine.0, if mean > 0.0 { fine.1 / mean } else { 0.0 })
}

/// The sum of squares of ink per row after a turn: highest when lines of print fall into rows.
fn sharpness(points: &[(f32, f32)], degrees: f32, bins: usize) -> f32 {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let mut rows = vec![0u32; bins + 2];
    let middle = bins as f32 / 2.0;
    for (x, y) in points {
        // The row this point falls into on the turned sheet.
        let row = y * cos - x * sin + middle;
        if let Some(count) = rows.get_mut(row.max(0.0) as usize) {
            *count += 1;
        }
    }
    rows.iter().map(|n| (*n as f32) * (*n as f32)).sum()
}

#[cfg(test)]
mod tests {
    use super::{Grey, straighten};

    /// A page with bars for lines of print.
    fn page() -> Grey {
        let (width, height) = (600, 800);
        let mut pixels = vec![255u8; width * height];
        for line in 0..25 {
            for y in 0..8 {
                for x in 60..540 - (line * 37) % 200 {
                    if x % 9 < 6 {
                        pixels[(60 + line * 26 + y) * width + x] = 20;
                    }
                }
            }
        }
        Grey::new(width, height, pixels).expect("pixels fit")
    }

    #[test]
    fn skew_is_found_and_undone() {
        for degrees in [-8.0f32, -5.0, -2.0, -0.5, 0.0, 0.7, 3.0, 6.0, 8.0] {
            let skewed = page().turned(degrees.to_radians());
            let (_, angle) = straighten(skewed);
            let found = angle.to_degrees();
            assert!((found + degrees).abs() < 0.35, "skew {degrees}: found {found}");
        }
    }

    #[test]
    fn smoothing_keeps_the_ink_and_its_place() {
        let mut pixels = vec![255u8; 70];
        pixels[3 * 10 + 4] = 0;
        let smooth = Grey::new(10, 7, pixels).expect("pixels fit").smoothed();
        let dark = |x: usize, y: usize| u32::from(255 - smooth.pixels[y * 10 + x]);
        assert_eq!((dark(4, 3), dark(3, 3), dark(5, 3), dark(4, 2)), (36, 24, 24, 24));
        assert_eq!((dark(4, 1), dark(4, 5), dark(4, 6)), (6, 6, 0));
        assert!(Grey::new(3, 2, vec![7; 6]).expect("pixels fit").smoothed().pixels.iter().all(|p| *p == 7));
    }

    #[test]
    fn a_blank_page_is_left_alone() {
        let blank = Grey::new(100, 100, vec![250; 10_000]).expect("pixels fit");
        assert_eq!(straighten(blank).1, 0.0);
    }
}
