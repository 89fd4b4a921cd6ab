//! A reading process: takes items on standard input, answers on standard output, and is nothing else. It walls itself
//! in before the first item; what kills it costs one item and no more.

use super::anatomy::{self, Piece};
use super::draft::PageImage;
use super::draw::{self, SheetInfo};
use super::reading::Reading;
use super::wire::{self, Answer, Ask};
use super::{sandbox, sandbox::Sandbox};
use crate::model::{Delivery, Limits};
use std::io::{self, BufReader, BufWriter, Stdin, Stdout};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::process::ExitCode;

/// Enough for the deepest trees that the limits let through.
const STACK: usize = 64 << 20;

/// The body of the hidden command `postroom reader`: reads deliveries from standard input until it ends.
pub fn reader_main() -> ExitCode {
    // A panic's message may quote the item.
    std::panic::set_hook(Box::new(|_| {}));
    let mut input = BufReader::new(io::stdin());
    let limits = match wire::read::<Ask>(&mut input) {
        Ok(Some((Ask::Start(limits), _))) => limits,
        _ => return ExitCode::from(2),
    };
    let walls = sandbox::enter(&limits);
    let worker = std::thread::Builder::new().stack_size(STACK).spawn(move || serve(input, &limits, walls));
    match worker.map(std::thread::JoinHandle::join) {
        Ok(Ok(Ok(()))) => ExitCode::SUCCESS,
        _ => ExitCode::from(2),
    }
}

fn serve(mut input: BufReader<Stdin>, limits: &Limits, walls: Sandbox) -> io::Result<()> {
    let mut output = BufWriter::new(io::stdout());
    // lopdf asks rayon for threads, and none can be started behind the last wall.
    let _ = rayon::ThreadPoolBuilder::new().num_threads(1).use_current_thread().build_global();
    let walls = Sandbox { calls: sandbox::refuse_calls(), ..walls };
    wire::write(&mut output, &Answer::Ready(walls), &[])?;
    while let Some((ask, blob)) = wire::read::<Ask>(&mut input)? {
        sandbox::allow_seconds(limits.parse_seconds);
        match ask {
            Ask::Read(envelope) => answer(&envelope.with(blob), limits, &mut output)?,
            Ask::Draw(envelope, dpi) => draw(&envelope.with(blob), limits, dpi, &mut output)?,
            Ask::TakeApart(envelope) => take_apart(&envelope.with(blob), &mut output)?,
            Ask::Start(_) => {}
        }
    }
    Ok(())
}

fn draw(delivery: &Delivery, limits: &Limits, dpi: u32, output: &mut BufWriter<Stdout>) -> io::Result<()> {
    let mut broken = None;
    let mut show = |sheet: SheetInfo, pixels: Vec<u8>| {
        if broken.is_none() {
            broken = wire::write(output, &Answer::Sheet(sheet), &pixels).err();
        }
    };
    let missing = catch_unwind(AssertUnwindSafe(|| draw::pages(delivery, limits, dpi, &mut show)));
    match (broken, missing) {
        (Some(error), _) => Err(error),
        (None, Ok(missing)) => wire::write(output, &Answer::Drawn(missing), &[]),
        (None, Err(_)) => wire::write(output, &Answer::Panicked, &[]),
    }
}

fn take_apart(delivery: &Delivery, output: &mut BufWriter<Stdout>) -> io::Result<()> {
    let mut broken = None;
    let mut hand = |piece: Piece, bytes: Vec<u8>| {
        if broken.is_none() {
            broken = wire::write(output, &Answer::Piece(piece), &bytes).err();
        }
    };
    let anatomy = catch_unwind(AssertUnwindSafe(|| anatomy::take_apart(delivery, &mut hand)));
    match (broken, anatomy) {
        (Some(error), _) => Err(error),
        (None, Ok(anatomy)) => wire::write(output, &Answer::TakenApart(Box::new(anatomy)), &[]),
        (None, Err(_)) => wire::write(output, &Answer::Panicked, &[]),
    }
}

fn answer(delivery: &Delivery, limits: &Limits, output: &mut BufWriter<Stdout>) -> io::Result<()> {
    let mut broken = None;
    let mut send = |image: PageImage, pixels: Vec<u8>| {
        if broken.is_none() {
            broken = wire::write(output, &Answer::Page(image), &pixels).err();
        }
        true
    };
    let draft = catch_unwind(AssertUnwindSafe(|| Reading::new(limits, &mut send).read(delivery)));
    match (broken, draft) {
        (Some(error), _) => Err(error),
        (None, Ok(draft)) => wire::write(output, &Answer::Done(Box::new(draft)), &[]),
        (None, Err(_)) => wire::write(output, &Answer::Panicked, &[]),
    }
}
