//! The fingerprint of a folder of rules: one number over every file that decides. Two folders of one fingerprint decide alike
//! under one version of the program. It reads bytes and asks nothing of them.

use super::RuleError;
use sha2::{Digest, Sha256};
use std::path::Path;

/// SHA-256, in hex, over name and content of every `.yaml` and `.bin` file below the folder, in the order of their names. What
/// only people or the training read (a guide, labelled letters) does not count.
pub fn fingerprint(dir: &Path) -> Result<String, RuleError> {
    let fault = |path: &Path, message: String| RuleError::content(path.display().to_string(), message);
    let mut files = Vec::new();
    for entry in walkdir::WalkDir::new(dir) {
        let entry = entry.map_err(|e| fault(dir, e.to_string()))?;
        let counts = entry.path().extension().is_some_and(|end| end == "yaml" || end == "bin");
        if entry.file_type().is_file() && counts {
            files.push(entry.into_path());
        }
    }
    files.sort();
    let mut hash = Sha256::new();
    for path in files {
        let bytes = std::fs::read(&path).map_err(|e| fault(&path, e.to_string()))?;
        let name = path.strip_prefix(dir).unwrap_or(&path).display().to_string();
        // Each with its length before it, so that no two folders can share a form.
        for part in [name.as_bytes(), bytes.as_slice()] {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
    }
    Ok(hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect())
}
