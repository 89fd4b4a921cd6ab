//! Check digits and shapes of numbers, each with the rule's source. They look at digits only and know nothing of text.

/// Digits of a piece of text, with the letters that readers of scans confuse with digits taken as digits.
pub fn digits(text: &str) -> String {
    text.chars()
        .filter_map(|c| match c {
            '0'..='9' => Some(c),
            'O' | 'o' => Some('0'),
            'l' | 'I' | '|' => Some('1'),
            _ => None,
        })
        .collect()
}

/// NHS number: ten digits, the last a modulus 11 check (NHS Data Dictionary, "NHS NUMBER").
pub fn nhs(digits: &str) -> bool {
    let values: Vec<u32> = digits.chars().filter_map(|c| c.to_digit(10)).collect();
    let [head @ .., check] = values.as_slice() else { return false };
    if head.len() != 9 || head.iter().all(|d| d == check) {
        return false;
    }
    let sum: u32 = head.iter().zip((2..=10).rev()).map(|(d, w)| d * w).sum();
    (11 - sum % 11) % 11 == *check
}

/// Luhn check of payment card numbers (ISO/IEC 7812-1).
pub fn luhn(digits: &str) -> bool {
    let sum: u32 = digits
        .chars()
        .rev()
        .filter_map(|c| c.to_digit(10))
        .enumerate()
        .map(|(i, d)| {
            if i % 2 == 0 {
                d
            } else if d > 4 {
                d * 2 - 9
            } else {
                d * 2
            }
        })
        .sum();
    (13..=19).contains(&digits.len()) && sum.is_multiple_of(10)
}

/// IBAN check: country and check digits moved behind, letters as numbers, remainder 1 by 97 (ISO 13616).
pub fn iban(text: &str) -> bool {
    let compact: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let (Some(head), Some(tail)) = (compact.get(..4), compact.get(4..)) else { return false };
    let moved = tail.chars().chain(head.chars());
    let remainder = moved.filter_map(|c| c.to_digit(36)).fold(0u32, |rest, value| {
        let shift = if value > 9 { 100 } else { 10 };
        (rest * shift + value) % 97
    });
    (15..=34).contains(&compact.len()) && remainder == 1
}

/// National Insurance prefix: never D F I Q U V in either place, O not second, and seven pairs unused (HMRC NIM39110).
pub fn ni_prefix(prefix: &str) -> bool {
    let upper = prefix.to_ascii_uppercase();
    let mut letters = upper.chars();
    let (Some(first), Some(second)) = (letters.next(), letters.next()) else { return false };
    let barred = |c: char| "DFIQUV".contains(c) || !c.is_ascii_uppercase();
    !barred(first)
        && !barred(second)
        && second != 'O'
        && !["BG", "GB", "KN", "NK", "NT", "TN", "ZZ"].contains(&upper.as_str())
}

/// The national form of a UK telephone number (`0` and nine or ten digits), if it is one (Ofcom numbering plan).
pub fn uk_phone(text: &str) -> Option<String> {
    let all = digits(&text.replace("(0)", ""));
    let national = if text.trim_start().starts_with('+') || all.starts_with("0044") {
        let rest = all.strip_prefix("0044").or_else(|| all.strip_prefix("44"))?;
        format!("0{}", rest.trim_start_matches('0'))
    } else {
        all
    };
    let body = national.strip_prefix('0')?;
    let shaped = match body.as_bytes().first()? {
        b'1' => body.len() == 9 || body.len() == 10,
        b'2' | b'3' | b'5' | b'7' | b'9' => body.len() == 10,
        b'8' => body.len() == 9 || body.len() == 10,
        _ => false,
    };
    shaped.then_some(national)
}

/// True for numbers that belong to bodies and not to people: 08 and 09, and of 030 what is given to public bodies (Ofcom numbering
/// plan). 033, 034 and 037 ring wherever anybody wants, and so does 03069.
pub fn public_phone(national: &str) -> bool {
    ["030", "08", "09"].iter().any(|range| national.starts_with(range)) && !national.starts_with("03069")
}

/// The letters before the first digit of every UK postcode (Royal Mail, 124 areas).
const AREAS: &str = " AB AL B BA BB BD BH BL BN BR BS BT CA CB CF CH CM CO CR CT CV CW DA DD DE DG DH DL DN DT DY E EC EH EN EX FK \
FY G GL GU GY HA HD HG HP HR HS HU HX IG IM IP IV JE KA KT KW KY L LA LD LE LL LN LS LU M ME MK ML N NE NG NN NP NR NW OL OX PA PE \
PH PL PO PR RG RH RM S SA SE SG SK SL SM SN SO SP SR SS ST SW SY TA TD TF TN TQ TR TS TW UB W WA WC WD WF WN WR WS WV YO ZE GIR ";

/// True where a postcode starts with a postcode area that exists.
pub fn postcode_area(postcode: &str) -> bool {
    let area: String = postcode.chars().take_while(char::is_ascii_alphabetic).collect();
    AREAS.contains(&format!(" {} ", area.to_ascii_uppercase()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn check_digits() {
        assert!(nhs("9998219930") && !nhs("9998219931") && !nhs("0000000000") && !nhs("999"));
        assert!(luhn("4111111111111111") && !luhn("4111111111111112"));
        assert!(iban("GB33BUKB20201555555555") && !iban("GB34BUKB20201555555555"));
        assert!(ni_prefix("QQ") != ni_prefix("JM") && !ni_prefix("GB") && !ni_prefix("AO"));
        assert_eq!(uk_phone("+44 (0)7700 900123").as_deref(), Some("07700900123"));
        assert_eq!(uk_phone("O1632 960 556").as_deref(), Some("01632960556"));
        assert_eq!(uk_phone("07123456"), None);
        assert!(postcode_area("HX8 1QS") && !postcode_area("QX8 1QS"));
    }
}
