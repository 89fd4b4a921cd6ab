//! Every package that is built in carries a licence from the list in deny.toml. Run without network.

use crate::support::root;
use std::fs;
use std::process::Command;

#[test]
#[allow(clippy::disallowed_methods, reason = "cargo bounds itself")]
fn only_permissive_licences_are_built_in() {
    let deny = fs::read_to_string(root().join("deny.toml")).unwrap();
    let list =
        deny.split("allow = [").nth(1).and_then(|rest| rest.split(']').next()).expect("deny.toml lists licences");
    let allowed: Vec<&str> = list.split('"').skip(1).step_by(2).collect();
    assert!(allowed.contains(&"MIT"));
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--format-version", "1", "--offline", "--filter-platform", "x86_64-unknown-linux-gnu"])
        .current_dir(root())
        .output()
        .expect("cargo runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let metadata: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    let packages = metadata["packages"].as_array().unwrap();
    assert!(packages.len() > 100);
    let faults: Vec<String> = packages
        .iter()
        .filter(|p| !p["license"].as_str().is_some_and(|l| fits(l, &allowed)))
        .map(|p| format!("{}: {}", p["name"], p["license"]))
        .collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// An SPDX expression without nesting deeper than one: every part of an AND, one part of an OR.
fn fits(expression: &str, allowed: &[&str]) -> bool {
    let flat = expression.replace(['(', ')'], " ").replace('/', " OR ");
    flat.split(" AND ").all(|part| part.split(" OR ").any(|licence| allowed.contains(&licence.trim())))
}
