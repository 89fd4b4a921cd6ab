//! What parsing costs: a plain mail, an HTML mail and a PDF letter, in this process and through a reading process.
//! Recognition is left out; it is tesseract's time and not ours.

use criterion::{Criterion, criterion_group, criterion_main};
use postroom::model::{Delivery, Limits};
use postroom::parse::{Pool, parse};
use std::hint::black_box;
use std::path::Path;

const HEAD: &str = "From: Ann Archer <ann@home.example>\r\nTo: sscu@penmoor.example\r\nSubject: Care\r\n\
    Date: Mon, 02 Mar 2026 09:00:00 +0000\r\nMessage-ID: <1@home.example>\r\nMIME-Version: 1.0\r\n";

fn delivery(name: &str, bytes: Vec<u8>) -> Delivery {
    Delivery {
        bytes,
        source: "bench".into(),
        locator: name.into(),
        file_name: name.into(),
        arrived: "2026-11-20T10:00:00Z".parse().expect("a time"),
        stated: None,
    }
}

fn mails() -> [(&'static str, Delivery); 2] {
    let sentence = "The carer was due at nine in the morning on Monday and nobody came until half past eleven. ";
    let quoted = format!(
        "On Sun, 1 Mar 2026 at 09:00, Bob <bob@x.example> wrote:\r\n{}",
        "> Earlier words of his.\r\n".repeat(10)
    );
    let plain =
        format!("{HEAD}\r\nDear all,\r\n\r\n{}\r\n\r\nRegards,\r\nAnn Archer\r\n\r\n{quoted}", sentence.repeat(12));
    let paragraphs = format!("<p class=MsoNormal><span style='font-size:11pt'>{sentence}</span></p>").repeat(12);
    let html = format!(
        "{HEAD}Content-Type: text/html\r\n\r\n<html><style>p{{margin:0}}</style><body>{paragraphs}</body></html>"
    );
    [("plain mail", delivery("a.eml", plain.into())), ("HTML mail", delivery("b.eml", html.into()))]
}

fn parsing(criterion: &mut Criterion) {
    let limits = Limits::default();
    let pool =
        Pool::start(Path::new(env!("CARGO_BIN_EXE_postroom")).into(), 1, limits.clone()).expect("a reader starts");
    for (name, item) in mails() {
        criterion.bench_function(&format!("{name}, in this process"), |b| b.iter(|| parse(black_box(&item), &limits)));
        criterion.bench_function(&format!("{name}, in a reading process"), |b| b.iter(|| pool.parse(black_box(&item))));
    }
}

criterion_group!(benches, parsing);
criterion_main!(benches);
