//! A JSON Schema (draft 2020-12) of a file of rules, for editors: they complete keys and underline mistakes while a rule is
//! being written. Keys and words come from the types that the loader fills; only what they mean is said here. What needs
//! other files (ids, word lists, phrases) is left to `rules check`.

use super::compile::AUTHORITIES;
use super::keys::known;
use super::schema::{ConditionFields, ExampleFields, ExamplesText, Negation, Place, RuleStatus, RuleText};
use crate::model::{Category, FlagKind, Kind, Tier};
use serde_json::{Map, Value, json};

/// The keys of which a condition has exactly one; the two lengths count as one.
const MAIN: &[&str] = &["phrase", "words", "regex", "rule", "header", "sender", "attachment", "any", "all"];

/// The schema of `rules/classify/*.yaml`, but for `words.yaml` and `decide.yaml`.
pub fn schema() -> Value {
    let mut condition = object(known::<ConditionFields>(), condition_key);
    let mut one: Vec<Value> = MAIN.iter().map(|key| json!({ "required": [key] })).collect();
    one.push(json!({ "anyOf": [{ "required": ["words_at_most"] }, { "required": ["words_at_least"] }] }));
    condition["oneOf"] = Value::Array(one);
    condition["dependentRequired"] = json!({
        "within": ["words"], "literal": ["regex"], "regex": ["literal"], "matches": ["header"], "together": ["all"]
    });
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Postroom: rules of classification",
        "type": "array",
        "items": { "$ref": "#/$defs/rule" },
        "$defs": {
            "rule": rule(),
            "phrase": { "type": "string", "minLength": 1 },
            "conditions": { "type": "array", "items": { "$ref": "#/$defs/condition" } },
            "condition": { "anyOf": [{ "$ref": "#/$defs/phrase" }, condition] },
            "examples": object(known::<ExamplesText>(), examples_key),
            "example": { "anyOf": [{ "type": "string" }, object(known::<ExampleFields>(), example_key)] },
        }
    })
}

fn rule() -> Value {
    let mut rule = object(known::<RuleText>(), rule_key);
    rule["required"] = json!(["id", "status", "because"]);
    let in_force = json!({
        "required": ["tests"],
        "anyOf": [{ "required": ["any"] }, { "required": ["all"] }],
        "properties": { "tests": {
            "required": ["match", "no_match"], "properties": { "match": { "minItems": 1 }, "no_match": { "minItems": 1 } }
        } },
        "oneOf": [
            { "required": ["category"] }, { "required": ["flag"] }, { "required": ["authority"] },
            { "required": ["helper"], "properties": { "helper": { "const": true } } }
        ],
        "dependentRequired": { "kind": ["category"], "beside_automated": ["category"], "tier": ["flag"] },
        "allOf": kinds().chain([safeguarding()]).collect::<Vec<_>>(),
    });
    // A retired rule need not hold together: only its id counts.
    rule["if"] = json!({ "required": ["status"], "properties": { "status": { "const": "retired" } } });
    rule["else"] = in_force;
    rule
}

/// Below some categories a kind is needed, and only theirs; below the others there is none.
fn kinds() -> impl Iterator<Item = Value> {
    Category::ALL.into_iter().map(|category| {
        let kinds: Vec<&str> = category.kinds().iter().map(|kind| kind.word()).collect();
        let then = match kinds.as_slice() {
            [] => json!({ "not": { "required": ["kind"] } }),
            kinds => json!({ "required": ["kind"], "properties": { "kind": { "enum": kinds } } }),
        };
        json!({ "if": { "required": ["category"], "properties": { "category": { "const": category } } }, "then": then })
    })
}

fn safeguarding() -> Value {
    json!({
        "if": { "required": ["flag"], "properties": { "flag": { "const": FlagKind::Safeguarding } } },
        "then": { "required": ["tier"] }, "else": { "not": { "required": ["tier"] } }
    })
}

/// A mapping with these keys and no others.
fn object(keys: &[&str], what: fn(&str) -> Value) -> Value {
    let properties: Map<String, Value> = keys.iter().map(|key| (key.to_string(), what(key))).collect();
    json!({ "type": "object", "additionalProperties": false, "properties": properties })
}

/// A schema with a sentence for people.
fn said(mut schema: Value, description: &str) -> Value {
    schema["description"] = description.into();
    schema
}

fn text() -> Value {
    json!({ "type": "string", "minLength": 1 })
}

fn words(known: &[&str]) -> Value {
    json!({ "enum": known })
}

fn conditions() -> Value {
    json!({ "$ref": "#/$defs/conditions" })
}

fn some_conditions() -> Value {
    json!({ "$ref": "#/$defs/conditions", "minItems": 1 })
}

fn rule_key(key: &str) -> Value {
    match key {
        "id" => said(text(), "Unique for ever; never used again for another rule."),
        "status" => said(
            words(known::<RuleStatus>()),
            "draft: checked only. trial: runs and moves nothing. stable: in force. retired: kept for its id.",
        ),
        "because" => said(text(), "A sentence for staff: why this rule speaks."),
        "category" => said(words(known::<Category>()), "The case it speaks for."),
        "kind" => said(words(known::<Kind>()), "Required below foi, data_protection and other, and only there."),
        "flag" => said(words(known::<FlagKind>()), "The flag it raises, whatever the category."),
        "tier" => said(words(known::<Tier>()), "How fast; required with `flag: safeguarding`, and only there."),
        "authority" => said(words(AUTHORITIES), "The right to act for another that the writer states."),
        "helper" => said(json!({ "type": "boolean" }), "true: it opens nothing; other rules refer to it."),
        "beside_automated" => {
            said(json!({ "type": "boolean" }), "true: this case may open although a machine sent the message.")
        }
        "any" => said(conditions(), "One of these must be met."),
        "all" => said(conditions(), "Each of these must be met, anywhere in the places looked at."),
        "not" => said(conditions(), "A hit does not count where one of these stands in the same sentence."),
        "unless" => said(conditions(), "The rule is silent where one of these is met anywhere it looks."),
        "where" => said(
            json!({ "type": "array", "minItems": 1, "items": words(known::<Place>()) }),
            "Which places it looks at; body and subject where left out.",
        ),
        "score" => said(
            json!({ "type": "number", "exclusiveMinimum": 0, "maximum": 20, "default": 2 }),
            "What it adds to its case or flag.",
        ),
        "negation" => said(words(known::<Negation>()), "heed: a \"not\" before the words counts. ignore: it does not."),
        "tests" => {
            said(json!({ "$ref": "#/$defs/examples" }), "Its examples; a rule without both kinds does not load.")
        }
        _ => Value::Bool(true),
    }
}

fn condition_key(key: &str) -> Value {
    match key {
        "phrase" => said(json!({ "$ref": "#/$defs/phrase" }), "The phrase stands in the text."),
        "words" => said(
            json!({ "type": "array", "minItems": 2, "items": { "$ref": "#/$defs/phrase" } }),
            "All of these phrases stand in one sentence, in any order.",
        ),
        "within" => said(json!({ "type": "integer", "minimum": 0 }), "With `words`: how many words they may span."),
        "regex" => said(text(), "Matches the sentence; asked only in sentences that hold `literal`."),
        "literal" => said(json!({ "$ref": "#/$defs/phrase" }), "Must stand in each sentence that `regex` can match."),
        "rule" => said(text(), "The rule of this id has spoken."),
        "header" => said(text(), "The message has a header of this name."),
        "matches" => said(text(), "With `header`: a regular expression for its value."),
        "sender" => said(text(), "A regular expression for the sender's address or name."),
        "attachment" => said(text(), "A regular expression for the name of an attachment."),
        "words_at_most" => said(json!({ "type": "integer", "minimum": 0 }), "The writer wrote so many words at most."),
        "words_at_least" => {
            said(json!({ "type": "integer", "minimum": 0 }), "The writer wrote so many words at least.")
        }
        "any" => said(some_conditions(), "One of these."),
        "all" => said(some_conditions(), "Each of these."),
        "together" => said(json!({ "type": "boolean" }), "With `all`: in one sentence."),
        _ => Value::Bool(true),
    }
}

fn examples_key(key: &str) -> Value {
    let list = json!({ "type": "array", "items": { "$ref": "#/$defs/example" } });
    match key {
        "match" => said(list, "The rule must speak."),
        "no_match" => said(list, "The rule must be silent."),
        "todo" => said(list, "The rule should speak and does not yet."),
        _ => Value::Bool(true),
    }
}

fn example_key(key: &str) -> Value {
    match key {
        "text" => said(json!({ "type": "string" }), "The body."),
        "subject" => said(json!({ "type": "string" }), "The subject line."),
        "from" => said(json!({ "type": "string" }), "The sender, as `Name <address>`."),
        "headers" => {
            said(json!({ "type": "object", "additionalProperties": { "type": "string" } }), "Other headers by name.")
        }
        _ => Value::Bool(true),
    }
}
