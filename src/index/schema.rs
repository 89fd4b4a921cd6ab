//! The fields of an index. Both indexes have the same; what differs is only what is put into them. A change here that
//! alters what old files mean must raise `SCHEMA_VERSION`; a new index is then made beside the old one.

use super::analysis::TextTokenizer;
use jiff::civil::Date;
use tantivy::Index;
use tantivy::schema::{
    FAST, Field, FieldEntry, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// Raise it whenever fields change.
pub(super) const SCHEMA_VERSION: u32 = 2;
/// An index of this version or a later one still answers while the one of today is made. Raise it to today's where an older
/// one shows what it must not.
pub(super) const OLDEST_SCHEMA: u32 = 2;

const TOKENIZER: &str = "postroom";

/// The fields, by what they hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The item's id, one term.
    pub item_id: Field,
    /// Text of bodies, attachments and messages, as far as the writer wrote it now.
    pub body: Field,
    /// What the writer quotes or passes on, and standing text below it.
    pub quoted: Field,
    /// Text of documents that were recognised from pixels, once more: there slips are looked for.
    pub scan: Field,
    /// The subject line.
    pub subject: Field,
    /// The writer's name and address.
    pub from: Field,
    /// File names.
    pub file: Field,
    /// The item's reference.
    pub reference: Field,
    /// Words of closed and open lists, one term each.
    pub category: Field,
    /// Kinds below the categories.
    pub kind: Field,
    /// Queues of the cases.
    pub queue: Field,
    /// Flags.
    pub flag: Field,
    /// Mail or letter.
    pub medium: Field,
    /// What became of the item.
    pub status: Field,
    /// What the item has: `attachment`, `case`, `due`.
    pub has: Field,
    /// Providers named in the text.
    pub provider: Field,
    /// Postcode districts named in the text.
    pub place: Field,
    /// Day on which it was written, in days since 1970-01-01, where a header says so.
    pub written: Field,
    /// Day of receipt, the same way.
    pub received: Field,
    /// Due days of the cases, the same way.
    pub due: Field,
    /// Place in the order of arrival: orders what is equal in all else, and bounds what later pages may hold.
    pub number: Field,
    /// Sketch of the text: near-duplicates have sketches that differ in few bits.
    pub sketch: Field,
    /// The same for every mail of a thread.
    pub thread: Field,
    /// What is shown of a hit, stored and not searched.
    pub record: Field,
}

impl Fields {
    /// The schema and its fields.
    pub fn new() -> (Schema, Self) {
        let mut builder = Schema::builder();
        let indexing = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqsAndPositions);
        let text = TextOptions::default().set_indexing_options(indexing);
        let terms_only = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::Basic)
            .set_fieldnorms(false);
        builder.add_text_field("scan", TextOptions::default().set_indexing_options(terms_only));
        for name in ["body", "quoted", "subject", "from", "file", "ref"] {
            builder.add_text_field(name, text.clone());
        }
        for name in ["category", "kind", "queue", "flag", "medium", "status", "has", "provider", "place"] {
            builder.add_text_field(name, STRING | FAST);
        }
        builder.add_text_field("item_id", STRING);
        for name in ["written", "received", "due"] {
            builder.add_i64_field(name, INDEXED | FAST);
        }
        for name in ["number", "sketch", "thread"] {
            builder.add_u64_field(name, FAST);
        }
        builder.add_text_field("record", STORED);
        let schema = builder.build();
        let fields = Self::named(&schema).expect("every name was just given");
        (schema, fields)
    }

    /// The fields of an index that was made earlier, where it has every one of today's and each is what it is today.
    pub fn of(schema: &Schema) -> Option<Self> {
        let (today, _) = Self::new();
        let same = |(_, entry): (Field, &FieldEntry)| {
            schema.get_field(entry.name()).is_ok_and(|field| schema.get_field_entry(field) == entry)
        };
        today.fields().all(same).then(|| Self::named(schema)).flatten()
    }

    fn named(schema: &Schema) -> Option<Self> {
        let field = |name: &str| schema.get_field(name).ok();
        Some(Self {
            item_id: field("item_id")?,
            body: field("body")?,
            quoted: field("quoted")?,
            scan: field("scan")?,
            subject: field("subject")?,
            from: field("from")?,
            file: field("file")?,
            reference: field("ref")?,
            category: field("category")?,
            kind: field("kind")?,
            queue: field("queue")?,
            flag: field("flag")?,
            medium: field("medium")?,
            status: field("status")?,
            has: field("has")?,
            provider: field("provider")?,
            place: field("place")?,
            written: field("written")?,
            received: field("received")?,
            due: field("due")?,
            number: field("number")?,
            sketch: field("sketch")?,
            thread: field("thread")?,
            record: field("record")?,
        })
    }
}

/// Makes our way of cutting text known to an index that was opened.
pub(super) fn register_tokenizer(index: &Index) {
    index.tokenizers().register(TOKENIZER, TextTokenizer::default());
}

/// The day of a number.
pub(super) fn day_of(number: i64) -> Option<Date> {
    let days = jiff::Span::new().try_days(number).ok()?;
    jiff::civil::date(1970, 1, 1).checked_add(days).ok()
}

/// A day as it is indexed.
pub(super) fn day_number(date: Date) -> i64 {
    i64::from(date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() as i32 / 24)
}
