//! Whether scans can be read on this machine, for the doctor. It reads nothing but what the program says of itself.

use super::tool::{self, Bounds, ToolError};
use std::time::Duration;

/// Language data that reading needs: English, and orientation for pages that lie upside down.
const NEEDED: [&str; 2] = ["eng", "osd"];

const INSTALL: &str = "Install it with `apt install tesseract-ocr tesseract-ocr-eng tesseract-ocr-osd`.";

/// Says which program reads scans, or what is missing and how to get it.
pub fn ocr_ready() -> Result<String, String> {
    let bounds = Bounds { time: Duration::from_secs(20), output: 1 << 20, memory: 1 << 30 };
    let ask = |argument: &str| match tool::run("tesseract", &[argument], &[], bounds) {
        Ok(bytes) => Ok(String::from_utf8_lossy(&bytes).into_owned()),
        Err(ToolError::Missing) => Err(format!("tesseract, which reads scans, is not installed. {INSTALL}")),
        Err(error) => Err(format!("tesseract does not work: {error}. {INSTALL}")),
    };
    let languages = ask("--list-langs")?;
    let missing: Vec<&str> = NEEDED.into_iter().filter(|l| !languages.lines().any(|have| have.trim() == *l)).collect();
    if !missing.is_empty() {
        return Err(format!("tesseract has no data for {}. {INSTALL}", missing.join(" and ")));
    }
    let version = ask("--version")?;
    Ok(format!("{} with English and orientation data", version.lines().next().unwrap_or("tesseract")))
}
