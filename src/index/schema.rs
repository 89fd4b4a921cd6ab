//! The fields of an index. Both indexes have the same; what differs is only what is put into them. A change here that
//! alters what old files mean must raise `SCHEMA_VERSION`, and old indexes are then rebuilt.

use super::analysis::TextTokenizer;
use jiff::civil::Date;
use tantivy::Index;
use tantivy::schema::{
    FAST, Field, INDEXED, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

/// Raise it whenever fields change.
pub(super) const SCHEMA_VERSION: u32 = 1;

const TOKENIZER: &str = "postroom";

/// The fields, by what they hold.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The item's id, one term.
    pub item_id: Field,
    /// Text of bodies, attachments and messages, one value per document.
    pub body: Field,
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
    /// Day of receipt, in days since 1970-01-01.
    pub received: Field,
    /// Due days of the cases, the same way.
    pub due: Field,
    /// A number made of the item's id: the order of hits that are equal in all else.
    pub tie: Field,
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
        let mut text_field = |name: &str| builder.add_text_field(name, text.clone());
        let (body, subject, from, file, reference) =
            (text_field("body"), text_field("subject"), text_field("from"), text_field("file"), text_field("ref"));
        let mut word = |name: &str| builder.add_text_field(name, STRING);
        let (category, kind, queue, flag, medium, status, has) =
            (word("category"), word("kind"), word("queue"), word("flag"), word("medium"), word("status"), word("has"));
        let fields = Self {
            item_id: builder.add_text_field("item_id", STRING),
            body,
            subject,
            from,
            file,
            reference,
            category,
            kind,
            queue,
            flag,
            medium,
            status,
            has,
            received: builder.add_i64_field("received", INDEXED | FAST),
            due: builder.add_i64_field("due", INDEXED | FAST),
            tie: builder.add_u64_field("tie", FAST),
            record: builder.add_text_field("record", STORED),
        };
        (builder.build(), fields)
    }
}

/// Makes our way of cutting text known to an index that was opened.
pub(super) fn register_tokenizer(index: &Index) {
    index.tokenizers().register(TOKENIZER, TextTokenizer::default());
}

/// A day as it is indexed.
pub(super) fn day_number(date: Date) -> i64 {
    i64::from(date.duration_since(jiff::civil::date(1970, 1, 1)).as_hours() as i32 / 24)
}
