//! Keeps the schema for editors and the loader together: what ships is valid, what the loader refuses by its shape the
//! schema refuses too, and each key that the loader knows is explained.

use crate::support::{House, root};
use postroom::rules::classify::editor;
use serde_json::{Value, json};
use std::fs;

/// What is wrong with a value, by the part of JSON Schema that our schema uses; a word that is not known here is a fault.
fn faults(value: &Value, schema: &Value, whole: &Value, at: &str) -> Vec<String> {
    let Some(words) = schema.as_object() else { return vec![] };
    let mut found = Vec::new();
    let fits = |part: &Value| faults(value, part, whole, at).is_empty();
    for (word, rule) in words {
        let list = rule.as_array().map(Vec::as_slice).unwrap_or_default();
        let good = match word.as_str() {
            "$schema" | "$defs" | "title" | "description" | "default" | "then" | "else" => true,
            "$ref" => {
                let place = rule.as_str().expect("a reference is text").trim_start_matches('#');
                found.extend(faults(value, whole.pointer(place).expect("it refers to something"), whole, at));
                true
            }
            "type" => match rule.as_str() {
                Some("object") => value.is_object(),
                Some("array") => value.is_array(),
                Some("string") => value.is_string(),
                Some("boolean") => value.is_boolean(),
                Some("number") => value.is_number(),
                Some("integer") => value.is_u64(),
                other => panic!("unknown type {other:?}"),
            },
            "enum" => list.contains(value),
            "const" => rule == value,
            "minLength" => value.as_str().is_none_or(|text| text.chars().count() >= number(rule) as usize),
            "minItems" => value.as_array().is_none_or(|items| items.len() >= number(rule) as usize),
            "minimum" => value.as_f64().is_none_or(|n| n >= number(rule)),
            "maximum" => value.as_f64().is_none_or(|n| n <= number(rule)),
            "exclusiveMinimum" => value.as_f64().is_none_or(|n| n > number(rule)),
            "required" => value.as_object().is_none_or(|o| list.iter().all(|k| o.contains_key(k.as_str().unwrap()))),
            "dependentRequired" => rule.as_object().expect("a mapping").iter().all(|(key, needs)| {
                value.get(key).is_none() || needs.as_array().expect("a list").iter().all(|n| has(value, n))
            }),
            "anyOf" => list.iter().any(fits),
            "oneOf" => list.iter().filter(|part| fits(part)).count() == 1,
            "allOf" => list.iter().all(fits),
            "not" => !fits(rule),
            "if" => words.get(if fits(rule) { "then" } else { "else" }).is_none_or(fits),
            "items" => {
                let items = value.as_array().into_iter().flatten().enumerate();
                found.extend(items.flat_map(|(n, item)| faults(item, rule, whole, &format!("{at}/{n}"))));
                true
            }
            "properties" => {
                let known = value.as_object().into_iter().flatten().filter_map(|(k, v)| Some((k, v, rule.get(k)?)));
                found.extend(known.flat_map(|(k, v, part)| faults(v, part, whole, &format!("{at}/{k}"))));
                true
            }
            "additionalProperties" => value.as_object().into_iter().flatten().all(|(key, value)| {
                let known = words.get("properties").is_some_and(|p| p.get(key).is_some());
                known || (*rule != json!(false) && faults(value, rule, whole, at).is_empty())
            }),
            other => panic!("the schema uses `{other}`, which this check does not know"),
        };
        if !good {
            found.push(format!("{at}: {word} {rule}"));
        }
    }
    found
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

fn has(value: &Value, key: &Value) -> bool {
    key.as_str().is_some_and(|key| value.get(key).is_some())
}

fn rules(yaml: &str) -> Value {
    serde_yaml::from_str(yaml).expect("well-formed YAML")
}

#[test]
fn every_shipped_rule_is_valid() {
    let schema = editor::schema();
    let mut tried = 0;
    for entry in fs::read_dir(root().join("rules/classify")).expect("the rules are there") {
        let path = entry.expect("readable").path();
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        if !name.ends_with(".yaml") || ["words.yaml", "decide.yaml"].contains(&name.as_str()) {
            continue;
        }
        let value = rules(&fs::read_to_string(&path).expect("readable"));
        assert_eq!(faults(&value, &schema, &schema, &name), Vec::<String>::new());
        tried += value.as_array().expect("a list of rules").len();
    }
    assert!(tried > 80, "only {tried} rules were tried");
}

const RIGHT: &str = "- id: no-show
  status: stable
  category: complaint
  because: Somebody came late.
  any: [late again, { words: [late, today], within: 4 }]
  score: 3
  tests: { match: [Late again.], no_match: [On time.] }
";

/// One change to a rule in good order, which the loader refuses as well.
const WRONG: &[(&str, &str)] = &[
    ("category: complaint", "category: complant"),
    ("score: 3", "scroe: 3"),
    ("score: 3", "score: 30"),
    ("score: 3", "score: 0"),
    ("match: [Late again.]", "match: []"),
    ("match: [Late again.], ", ""),
    ("status: stable", "status: active"),
    ("category: complaint", "category: foi"),
    ("category: complaint", "category: foi\n  kind: breach"),
    ("category: complaint", "category: complaint\n  kind: breach"),
    ("category: complaint", "flag: safeguarding"),
    ("category: complaint", "flag: breach\n  tier: immediate"),
    ("category: complaint", "category: complaint\n  flag: breach"),
    ("category: complaint", "authority: uncle"),
    ("  any: [late again, { words: [late, today], within: 4 }]\n", ""),
    ("late again,", "{ regex: late },"),
    ("late again,", "{ phrase: late, words: [a, b] },"),
    ("late again,", "{ words: [late] },"),
    ("words: [late, today], within", "phrase: late, within"),
    ("  because: Somebody came late.\n", ""),
    ("score: 3", "where: [boddy]"),
];

#[test]
fn what_the_loader_refuses_by_its_shape_the_schema_refuses() {
    let schema = editor::schema();
    assert_eq!(faults(&rules(RIGHT), &schema, &schema, ""), Vec::<String>::new());
    for (right, wrong) in WRONG {
        let text = RIGHT.replace(right, wrong);
        assert_ne!(text, RIGHT, "`{right}` stands in the rule");
        assert!(!faults(&rules(&text), &schema, &schema, "").is_empty(), "`{wrong}` passes");
        assert!(crate::rules::load(&text).is_err(), "the loader takes `{wrong}`");
    }
}

#[test]
fn each_key_that_the_loader_knows_is_explained() {
    let schema = editor::schema();
    // The message that names all known keys comes from the loader itself.
    let places = [
        ("nonsense: 1", "/$defs/rule"),
        ("any: [{ nonsense: 1 }]", "/$defs/condition/anyOf/1"),
        ("tests: { nonsense: 1 }", "/$defs/examples"),
        ("tests: { match: [{ nonsense: 1 }] }", "/$defs/example/anyOf/1"),
    ];
    for (line, place) in places {
        let error = crate::rules::load(&format!("- id: x\n  {line}\n")).expect_err("an unknown key");
        let (_, known) = error.split_once("expected one of ").expect("the known keys are named");
        let known: Vec<&str> = known.lines().next().unwrap_or_default().split('`').skip(1).step_by(2).collect();
        let properties = schema.pointer(&format!("{place}/properties")).and_then(Value::as_object).expect("a mapping");
        assert!(known.len() > 2 && known.len() == properties.len(), "{place}: {known:?}");
        for key in known {
            assert!(
                properties.get(key).is_some_and(|p| p["description"].is_string()),
                "{place}: `{key}` is unexplained"
            );
        }
    }
}

#[test]
fn the_command_prints_it() {
    let ran = House::new().run(&["rules", "schema"]);
    assert_eq!(ran.code, Some(0), "{}", ran.err);
    let printed: Value = serde_json::from_str(&ran.out).expect("it is JSON");
    assert_eq!(printed, editor::schema());
}
