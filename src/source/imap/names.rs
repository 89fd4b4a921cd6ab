//! Folder names on the wire: modified UTF-7 (RFC 3501 5.1.3) and quoting. A name or password that would end the line it
//! stands in is refused, not repaired.

use super::ImapError;
use base64::Engine;
use base64::alphabet;
use base64::engine::{GeneralPurpose, GeneralPurposeConfig};

/// The alphabet of modified UTF-7: that of MIME with `,` for `/`, without padding.
const MODIFIED: GeneralPurpose =
    GeneralPurpose::new(&alphabet::IMAP_MUTF7, GeneralPurposeConfig::new().with_encode_padding(false));

/// A folder name as the server writes it: `/` of the settings becomes the server's own delimiter.
pub fn folder(name: &str, delimiter: Option<&str>) -> Result<String, ImapError> {
    let own = match delimiter {
        Some(delimiter) if delimiter != "/" => name.replace('/', delimiter),
        _ => name.to_string(),
    };
    quoted(&encoded(&own))
}

/// A string in quotes.
pub fn quoted(text: &str) -> Result<String, ImapError> {
    if text.chars().any(|c| c.is_control() || !c.is_ascii()) {
        return Err(ImapError::Folder("a name holds a character that cannot be sent to the server".into()));
    }
    Ok(format!("\"{}\"", text.replace('\\', "\\\\").replace('"', "\\\"")))
}

fn encoded(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut wide: Vec<u8> = Vec::new();
    for c in name.chars() {
        // Control characters stay as they are, and quoting refuses them.
        if c.is_ascii() {
            close(&mut wide, &mut out);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            let mut units = [0; 2];
            wide.extend(c.encode_utf16(&mut units).iter().flat_map(|u| u.to_be_bytes()));
        }
    }
    close(&mut wide, &mut out);
    out
}

fn close(wide: &mut Vec<u8>, out: &mut String) {
    if !wide.is_empty() {
        out.push('&');
        out.push_str(&MODIFIED.encode(&*wide));
        out.push('-');
        wide.clear();
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_written_as_the_server_reads_them() {
        // The third is the example of RFC 3501, 5.1.3.
        let cases = [
            ("INBOX", None, "\"INBOX\""),
            ("Postroom/Filed", Some("."), "\"Postroom.Filed\""),
            ("~peter/mail/台北/日本語", Some("/"), "\"~peter/mail/&U,BTFw-/&ZeVnLIqe-\""),
            ("Care & Support", Some("/"), "\"Care &- Support\""),
            ("a\"b\\c", Some("/"), "\"a\\\"b\\\\c\""),
            ("Gwasanaethau Cymdeithasol – tŷ", None, "\"Gwasanaethau Cymdeithasol &IBM- t&AXc-\""),
        ];
        for (name, delimiter, wire) in cases {
            assert_eq!(folder(name, delimiter).unwrap(), wire);
        }
        assert!(folder("a\r\nA1 LOGOUT", None).is_err());
    }
}
