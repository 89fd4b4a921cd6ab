//! Forms of English forenames that stand for one another. A link by nickname ties two full names with the same surname;
//! alone it proves nothing.

/// Each line holds forms of one name, folded.
const GROUPS: &str = include_str!("../data/nicknames.txt");

/// True where two folded forenames are forms of one.
pub fn same(a: &str, b: &str) -> bool {
    GROUPS.lines().any(|group| group.split(' ').any(|w| w == a) && group.split(' ').any(|w| w == b))
}
