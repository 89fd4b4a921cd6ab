//! What finding personal data costs: words a second through the whole of redaction (identifiers, names by rules, lists and the
//! trained tagger, owners, decisions, labels), and how long the first item waits for lists, patterns and model.

mod item;

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use item::letter;
use postroom::model::*;
use postroom::redact::redact;
use postroom::rules::profile::{Profile, Profiles};
use std::hint::black_box;
use std::path::Path;
use std::time::Instant;

const LETTER: &str = "14 Hawthorn Avenue\nPenmoor HX8 1QS\n\n3 March 2026\n\nDear Sirs,\n\nMy mother Hilda Clough, born 17 May 1936, \
has had eleven carers since Christmas. Blessing was kind and came at nine; on Tuesday nobody came until half past eleven, and \
when I rang 01632 960 123 a lady called Mrs Sandhu told me that Rose Court had the wrong list. Her NHS number is 999 821 9930. \
I have written to the manager, Tom Young, on 9 January and again on 2 February, and had no answer. The bill for four weeks came \
to £611.20 and I should like to know how it was reckoned. Please write to me at the above address, or ring me on 07700 900 222 \
after six. I do not want anybody to get into trouble, but she is eighty-nine and cannot wait for ever.\n\n\
Yours faithfully\n\nEthel Thackray\n";

fn profile() -> Profile {
    let rules = Path::new(env!("CARGO_MANIFEST_DIR")).join("rules");
    Profiles::load(&rules).expect("the profiles load").get("third_party").expect("it is there").clone()
}

fn redacting(criterion: &mut Criterion) {
    let (profile, classification) = (
        profile(),
        Classification {
            primary: Category::Other,
            cases: Vec::new(),
            flags: Vec::new(),
            authority: Authority::default(),
            near: Vec::new(),
            problems: Vec::new(),
        },
    );
    let start = Instant::now();
    redact(&letter(LETTER.into()), &classification, &profile);
    println!(
        "the first letter, with lists, patterns and model made ready: {:.1} ms",
        start.elapsed().as_secs_f64() * 1e3
    );
    let mut group = criterion.benchmark_group("redaction");
    for (name, item) in [("one letter", letter(LETTER.into())), ("in small letters", letter(LETTER.to_lowercase()))] {
        let words = item.documents[0].text.split_whitespace().count();
        group.throughput(Throughput::Elements(words as u64));
        group.bench_function(name, |b| b.iter(|| redact(black_box(&item), &classification, &profile)));
    }
    group.finish();
}

criterion_group!(benches, redacting);
criterion_main!(benches);
